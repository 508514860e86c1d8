// What plans reads for many fields at once.

import { loader } from "../../../platform/graphql/loaders.ts";
import { findPublished, laddersInForce } from "../store/read-published.ts";

export const plansLoader = loader((tx, versions: readonly number[]) =>
  findPublished(tx, "plan", versions),
);
export const laddersLoader = loader((tx, versions: readonly number[]) =>
  findPublished(tx, "ladder", versions),
);
/** The ladder in force at an instant. */
export const laddersInForceLoader = loader(laddersInForce);
