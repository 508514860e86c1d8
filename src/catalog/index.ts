// What catalog offers to other features, beside its engine, API types, kinds and codes.
export { Ladder, Plan, Programme, Terms, Withdrawal } from "./store/entities.ts";
export { findSuppliersByCode } from "./store/read-goods.ts";
