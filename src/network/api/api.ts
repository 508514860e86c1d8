// What the network adds to the API.
import { STAFF } from "../../platform/graphql/access.ts";
import type { FeatureApi } from "../../platform/graphql/feature-api.ts";
import { nodeType } from "../../platform/graphql/node-type.ts";
import { ViewerScope } from "../../platform/graphql/viewer-scope.ts";
import { MAX_DEPTH } from "../engine/distributor.ts";
import { Distributor } from "./distributor.ts";
import { DistributorMutation } from "./distributor-mutation.ts";
import { DistributorQuery } from "./distributor-query.ts";
import { DistributorTree } from "./distributor-tree.ts";
import { distributorsByCodeLoader, distributorsLoader } from "./loaders.ts";
import { MeFields } from "./me.ts";
import { NetworkQuery } from "./network.ts";
import { WithholdMutation } from "./withhold-mutation.ts";

export const api: FeatureApi = {
  resolvers: [
    NetworkQuery,
    MeFields,
    DistributorQuery,
    DistributorTree,
    DistributorMutation,
    WithholdMutation,
  ],
  nodes: [
    nodeType(
      "Distributor",
      [...STAFF, "DISTRIBUTOR"],
      distributorsLoader,
      (view, scope) => scope.seesDistributor(view) && new Distributor(view),
    ),
  ],
  bearers: [
    {
      role: "DISTRIBUTOR",
      scope: async ({ loaders }, { distributor: code = "" }) => {
        const distributor = await loaders.of(distributorsByCodeLoader).load(code);
        return distributor && new ViewerScope({ distributor });
      },
    },
  ],
  lists: [{ field: "upline", usual: 20, bound: { argument: "levels", most: MAX_DEPTH } }],
};
