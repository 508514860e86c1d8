// What books offers to other features, beside its engine, API types, kinds and codes.
export { findAssets, findAssetsByCode } from "./store/assets.ts";
