// What tiers offers to other features, beside its engine, API types, kinds and codes.
export { assertKeepsTiers, LADDER_KIND } from "./store/ladder-kind.ts";
export { storeTierChanges } from "./store/store-tiers.ts";
export { storeVolumes, TouchedVolumes } from "./store/store-volumes.ts";
export { verifyClose } from "./store/verify-tiers.ts";
export { type SummedVolume, Volumes } from "./store/volumes.ts";
