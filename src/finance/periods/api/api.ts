// What closing months adds to the API.

import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { PeriodCloseFields, PeriodFields } from "./period.ts";
import { PeriodMutation } from "./period-mutation.ts";

export const api: FeatureApi = {
  resolvers: [PeriodMutation, PeriodFields, PeriodCloseFields],
};
