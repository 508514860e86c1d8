// What programmes offers to other features, beside its engine, API types, kinds and codes.
export type { CloseLineRecord } from "./store/close-programme.ts";
export { loadProducts, loadSuppliers } from "./store/load-goods.ts";
export { findMembers } from "./store/programme-kind.ts";
export { findClosedPeriods, findProgrammes } from "./store/programmes.ts";
export { storeAccruals, storeTurnover, TouchedTurnover } from "./store/store-accruals.ts";
