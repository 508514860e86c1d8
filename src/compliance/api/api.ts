// What the compliance report adds to the API.

import type { FeatureApi } from "../../platform/graphql/feature-api.ts";
import { ComplianceQuery } from "./report-query.ts";

export const api: FeatureApi = {
  resolvers: [ComplianceQuery],
  lists: [
    { field: "levelPayments", usual: 10 },
    { field: "downlineIncomes", usual: 20 },
    { field: "largestPairs", usual: 20 },
    { field: "largestChains", usual: 20 },
  ],
};
