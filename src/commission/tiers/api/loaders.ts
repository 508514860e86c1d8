// What tiers reads for many fields at once.

import { loader, pageLoader } from "../../../platform/graphql/loaders.ts";
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
