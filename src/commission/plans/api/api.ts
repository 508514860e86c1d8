// What publishing plans and ladders adds to the API.
import { STAFF } from "../../../platform/graphql/access.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { nodeType } from "../../../platform/graphql/node-type.ts";
import { DOCUMENT_RESOLVERS } from "./document-resolvers.ts";
import { Ladder } from "./ladder.ts";
import { laddersLoader, plansLoader } from "./loaders.ts";
import { Plan } from "./plan.ts";
import { PublishedQuery } from "./published-query.ts";

export const api: FeatureApi = {
  resolvers: [PublishedQuery, ...DOCUMENT_RESOLVERS],
  nodes: [
    nodeType("Plan", [...STAFF, "DISTRIBUTOR"], plansLoader, (view) => new Plan(view)),
    nodeType(
      "Ladder",
      [...STAFF, "DISTRIBUTOR"],
      laddersLoader,
      (view, _, { network }) => new Ladder(view, network.settings.asset),
    ),
  ],
};
