// What programmes reads for many fields at once.

import { loader } from "../../../platform/graphql/loader.ts";
import {
  findPublishedByCode,
  findPublishedById,
} from "../../../platform/publishing/read-published.ts";
import { PROGRAMME_KIND } from "../store/programme-kind.ts";

/** The versions of a programme, by its code. */
export const programmesLoader = loader((tx, codes: readonly string[]) =>
  findPublishedByCode(tx, PROGRAMME_KIND, codes),
);
export const programmeVersionsLoader = loader((tx, ids: readonly number[]) =>
  findPublishedById(tx, PROGRAMME_KIND, ids),
);
