// What tiers reads for many fields at once.

import { loader, pageLoader } from "../../../platform/graphql/loader.ts";
import { findPublished } from "../../../platform/publishing/read-published.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { laddersInForce } from "../store/ladders-in-force.ts";
import {
  findWindowCloses,
  floorsOf,
  pageDowngrades,
  pageTierHistories,
  tierChangesOf,
} from "../store/read-tiers.ts";
import { volumesOf } from "../store/read-volumes.ts";

export const tierChangesLoader = loader(tierChangesOf);
export const tierHistoriesLoader = pageLoader(pageTierHistories);
export const floorsLoader = loader(floorsOf);
export const windowClosesLoader = loader(findWindowCloses);
export const downgradesLoader = pageLoader(pageDowngrades);
/** By distributor and month. */
export const volumesLoader = loader(volumesOf, ({ id, month }) => `${id} ${month}`);
export const laddersLoader = loader((tx, versions: readonly number[]) =>
  findPublished(tx, LADDER_KIND, versions),
);
/** The ladder in force at an instant. */
export const laddersInForceLoader = loader(laddersInForce);
