// What custody offers to other features, beside its engine, API types, kinds and codes.
export { readCustody } from "./store/custody.ts";
