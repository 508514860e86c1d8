// What access offers to other features, beside its engine, API types, kinds and codes.
export { getAuthSecret } from "./auth-secret.ts";
