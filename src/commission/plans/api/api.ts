// What publishing plans and ladders adds to the API.
import { STAFF } from "../../../platform/graphql/access.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { nodeType } from "../../../platform/graphql/node-type.ts";
import { CompareQuery } from "./compare-query.ts";
import { Ladder } from "./ladder.ts";
import { laddersLoader, plansLoader } from "./loaders.ts";
import { Plan } from "./plan.ts";
import { PublishMutation } from "./publish-mutation.ts";
import { PublishedQuery } from "./published-query.ts";
import { WithdrawMutation } from "./withdraw-mutation.ts";

export const api: FeatureApi = {
  resolvers: [CompareQuery, PublishedQuery, PublishMutation, WithdrawMutation],
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
