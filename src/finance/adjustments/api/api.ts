// What adjustments adds to the API.
import { STAFF } from "../../../platform/graphql/access.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { MAX_SEQ, nodeType } from "../../../platform/graphql/node-type.ts";
import { Adjustment, AdjustmentFields } from "./adjustment.ts";
import { AdjustmentMutation } from "./adjustment-mutation.ts";
import { AdjustmentQuery } from "./adjustment-query.ts";
import { AdjustmentStepFields } from "./adjustment-step.ts";
import { adjustmentsLoader } from "./loaders.ts";

export const api: FeatureApi = {
  resolvers: [AdjustmentQuery, AdjustmentMutation, AdjustmentFields, AdjustmentStepFields],
  nodes: [nodeType("Adjustment", STAFF, adjustmentsLoader, (row) => new Adjustment(row), MAX_SEQ)],
};
