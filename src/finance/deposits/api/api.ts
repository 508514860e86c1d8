// What deposits and top-ups add to the API.

import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { CustodyTopUpFields, PaidInMutation } from "./paid-in-mutation.ts";

export const api: FeatureApi = {
  resolvers: [PaidInMutation, CustodyTopUpFields],
};
