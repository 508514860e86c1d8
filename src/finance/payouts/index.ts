// What payouts offers to other features, beside its engine, API types, kinds and codes.
export { idsOf, type PayeeIds } from "./store/payee.ts";
