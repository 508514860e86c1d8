// What network offers to other features, beside its engine, API types, kinds and codes.
export {
  getDistributor,
  ladderFor,
  lastDistributorId,
  parseTier,
  storeTiers,
} from "./store/distributors.ts";
export { findLadders } from "./store/ladders.ts";
export { isWithheld } from "./store/withhold-earnings.ts";
