// What simulation adds to the API.

import type { FeatureApi } from "../../platform/graphql/feature-api.ts";
import { SimulationResolver } from "./simulation.ts";

export const api: FeatureApi = {
  resolvers: [SimulationResolver],
};
