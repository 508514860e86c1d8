// What adjustments offers to other features, beside its engine, API types, kinds and codes.
export { getAdjustment } from "./store/adjustment-row.ts";
