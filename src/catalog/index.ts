// What catalog offers to other features, beside its engine, API types, kinds and codes.
export { findSuppliersByCode } from "./store/read-goods.ts";
