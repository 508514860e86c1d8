// What exports adds to the API.

import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { ExportResolver } from "./export.ts";
import { serveExports } from "./export-route.ts";

export const api: FeatureApi = {
  resolvers: [ExportResolver],
  routes: serveExports,
};
