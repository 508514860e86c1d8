// Orders and refunds: settled one after another in the lane of their network.
import type { Feature } from "../../platform/feature.ts";
import { atTheEnd } from "../../platform/verifier.ts";
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

export const orders: Feature = {
  name: "commission/orders",
  errorCodes: [
    UNKNOWN_SELLER,
    UNKNOWN_PRODUCT,
    BEFORE_FIRST_PLAN,
    NEGATIVE_MARGIN,
    INSUFFICIENT_DEPOSIT,
    UNKNOWN_ORDER,
    EXCEEDS_ORDER,
  ],
  transactionKinds: [SETTLEMENT, REFUND],
  events: [settlementPosted, earningPosted],
  services: [lanes],
  verifiers: [verifyOrders, atTheEnd(verifyHoldings)],
  commands: [addSettle],
  api: () => import("./api/api.ts"),
};
