// What plans offers to other features, beside its engine, API types, kinds and codes.
export { warnOfGoods } from "./store/goods-warnings.ts";
export { findPlans } from "./store/published.ts";
