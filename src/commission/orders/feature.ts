// Orders and refunds: settled one after another in the lane of their network.
import type { Feature } from "../../platform/feature.ts";
import { besideTheWholeBook } from "../../platform/verifier.ts";
import {
  BEFORE_FIRST_PLAN,
  EXCEEDS_ORDER,
  INSUFFICIENT_DEPOSIT,
  NEGATIVE_MARGIN,
  UNKNOWN_ORDER,
  UNKNOWN_PRODUCT,
  UNKNOWN_SELLER,
} from "../engine/codes.ts";
import { addSettle } from "./cli/settle.ts";
import { REFUND, SETTLEMENT } from "./kinds.ts";
import { lanes } from "./lane/service.ts";
import { earningPosted } from "./store/earning-event.ts";
import { settlementPosted } from "./store/settlement-event.ts";
import { verifyHoldings } from "./store/verify-holdings.ts";
import { verifyOrders } from "./store/verify-orders.ts";
import { verifyTurnover } from "./store/verify-turnover.ts";

export const orders: Feature = {
  name: "commission/orders",
  errorCodes: {
    [UNKNOWN_SELLER]: "The order's seller does not exist.",
    [UNKNOWN_PRODUCT]: "The order's product does not exist.",
    [BEFORE_FIRST_PLAN]: "No commission plan was in force at the time of the order.",
    [NEGATIVE_MARGIN]: "The order's margin is below 0 and the plan does not allow a loss.",
    [INSUFFICIENT_DEPOSIT]: "The seller's deposit does not cover the order.",
    [UNKNOWN_ORDER]: "The refunded order does not exist.",
    [EXCEEDS_ORDER]: "The refunds would exceed the quantity of the order.",
  },
  transactionKinds: [SETTLEMENT, REFUND],
  events: [settlementPosted, earningPosted],
  services: [lanes],
  tables: { settlement: "OFFERED", refund: "OFFERED", pending: "OFFERED", release: "OFFERED" },
  verifiers: [
    verifyOrders,
    besideTheWholeBook("the turnover of suppliers", verifyTurnover),
    besideTheWholeBook("debts, pending and withheld earnings against the balances", verifyHoldings),
  ],
  commands: [addSettle],
  api: () => import("./api/api.ts"),
};
