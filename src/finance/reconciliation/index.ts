// What reconciliation offers to other features, beside its engine, API types, kinds and codes.
export { countOpen } from "./store/read-differences.ts";
