// What plans reads for many fields at once.

import { loader } from "../../../platform/graphql/loaders.ts";
import { findPublished } from "../../../platform/publishing/read-published.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { laddersInForce } from "../store/ladders-in-force.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";

export const plansLoader = loader((tx, versions: readonly number[]) =>
  findPublished(tx, PLAN_KIND, versions),
);
export const laddersLoader = loader((tx, versions: readonly number[]) =>
  findPublished(tx, LADDER_KIND, versions),
);
/** The ladder in force at an instant. */
export const laddersInForceLoader = loader(laddersInForce);
