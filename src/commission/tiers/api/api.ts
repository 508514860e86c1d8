// What tiers adds to the API.
import { STAFF } from "../../../platform/graphql/access.ts";
import { eventType } from "../../../platform/graphql/context.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { MAX_SEQ, nodeType } from "../../../platform/graphql/node-type.ts";
import { tierChanged } from "../store/tier-event.ts";
import { DistributorMoneyFields } from "./distributor-money.ts";
import { DistributorTierFields } from "./distributor-tier.ts";
import { Ladder } from "./ladder.ts";
import { LADDER_DOCUMENTS } from "./ladder-documents.ts";
import { LadderQuery } from "./ladder-query.ts";
import { laddersLoader, windowClosesLoader } from "./loaders.ts";
import { TierChangeFields } from "./tier-change.ts";
import { TierChanged, TierChangedSubscription } from "./tier-event.ts";
import { DistributorTierHistory, TierHistoryFields } from "./tier-history.ts";
import { TierMutation } from "./tier-mutation.ts";
import { WindowClose, WindowCloseFields } from "./window-close.ts";
import { WindowMutation } from "./window-mutation.ts";

export const api: FeatureApi = {
  resolvers: [
    LadderQuery,
    ...LADDER_DOCUMENTS,
    DistributorMoneyFields,
    TierMutation,
    DistributorTierFields,
    DistributorTierHistory,
    TierHistoryFields,
    TierChangeFields,
    WindowMutation,
    WindowCloseFields,
    TierChangedSubscription,
  ],
  nodes: [
    nodeType(
      "Ladder",
      [...STAFF, "DISTRIBUTOR"],
      laddersLoader,
      (view, _, { network }) => new Ladder(view, network.settings.asset),
    ),
    nodeType("WindowClose", STAFF, windowClosesLoader, (view) => new WindowClose(view), MAX_SEQ),
  ],
  lists: [{ field: "tierChanges", usual: 10 }],
  events: [eventType(tierChanged, (fact) => new TierChanged(fact))],
};
