// What plans add to the API.
import { STAFF } from "../../../platform/graphql/access.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { nodeType } from "../../../platform/graphql/node-type.ts";
import { plansLoader } from "./loaders.ts";
import { Plan } from "./plan.ts";
import { PLAN_DOCUMENTS } from "./plan-documents.ts";
import { PlanQuery } from "./plan-query.ts";

export const api: FeatureApi = {
  resolvers: [PlanQuery, ...PLAN_DOCUMENTS],
  nodes: [nodeType("Plan", [...STAFF, "DISTRIBUTOR"], plansLoader, (view) => new Plan(view))],
};
