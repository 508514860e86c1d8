// What orders offers to other features, beside its engine, API types, kinds and codes.
export { orderOf, refundOf } from "./store/intake.ts";
export { findDue, storeReleases } from "./store/pending.ts";
export { idsOf, readShares } from "./store/read-shares.ts";
export { soldNow } from "./store/sold.ts";
export type { RefundLineRecord } from "./store/store-refunds.ts";
export type { ShareRecord } from "./store/store-settlements.ts";
