// What orders and refunds adds to the API.

import { ANYONE } from "../../../platform/graphql/access.ts";
import { eventType } from "../../../platform/graphql/context.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { MAX_SEQ, nodeType } from "../../../platform/graphql/node-type.ts";
import { earningPosted } from "../store/earning-event.ts";
import { settlementPosted } from "../store/settlement-event.ts";
import { DistributorEarned, EarningsSumFields } from "./earned.ts";
import { DistributorEarnings, EarningFields } from "./earning.ts";
import { refundsLoader, salesLoader } from "./loaders.ts";
import { laneMetrics } from "./metrics.ts";
import { Order, OrderFields } from "./order.ts";
import { EarningPosted, EventFields, OrderSubscription, SettlementPosted } from "./order-events.ts";
import { OrderMutation, OrderResultFields } from "./order-mutation.ts";
import { OrderQuery } from "./order-query.ts";
import { OrderRefunds, RefundFields, visibleRefund } from "./refund.ts";
import { OrderRefundFields, RefundMutation } from "./refund-mutation.ts";
import { Settlement, SettlementFields } from "./settlement.ts";
import { ShareFields } from "./share.ts";
import { SimulateQuery } from "./simulate-query.ts";
import { TierHistorySettlement } from "./tier-history-settlement.ts";

export const api: FeatureApi = {
  resolvers: [
    OrderQuery,
    OrderFields,
    OrderMutation,
    OrderResultFields,
    RefundFields,
    OrderRefunds,
    RefundMutation,
    OrderRefundFields,
    SimulateQuery,
    SettlementFields,
    ShareFields,
    EarningFields,
    DistributorEarnings,
    DistributorEarned,
    EarningsSumFields,
    OrderSubscription,
    EventFields,
    TierHistorySettlement,
  ],
  nodes: [
    nodeType(
      "Order",
      ANYONE,
      salesLoader,
      (view, scope) => scope.seesSale(view) && new Order(view),
      MAX_SEQ,
    ),
    nodeType(
      "Settlement",
      ANYONE,
      salesLoader,
      (view, scope) => scope.seesSale(view) && new Settlement(view),
      MAX_SEQ,
    ),
    nodeType(
      "Refund",
      ANYONE,
      refundsLoader,
      (view, _, context) => visibleRefund(context, view),
      MAX_SEQ,
    ),
  ],
  lists: [
    { field: "results", usual: 100 },
    { field: "shares", usual: 10 },
  ],
  events: [
    eventType(
      settlementPosted,
      (fact) => new SettlementPosted(fact),
      ({ seq, sale }, loaders) => loaders.of(salesLoader).prime(seq, sale),
    ),
    eventType(earningPosted, (fact) => new EarningPosted(fact)),
  ],
  metrics: laneMetrics,
};
