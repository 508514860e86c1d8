// What events adds to the API.

import type { FeatureApi } from "../../platform/graphql/feature-api.ts";
import { EventQuery } from "./event-query.ts";

export const api: FeatureApi = {
  resolvers: [EventQuery],
};
