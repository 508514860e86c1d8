// What programmes reads for many fields at once.

import { loader } from "../../../platform/graphql/loaders.ts";
import { findProgrammeVersions, findProgrammeVersionsById } from "../store/read-programmes.ts";

/** The versions of a programme, by its code. */
export const programmesLoader = loader(findProgrammeVersions);
export const programmeVersionsLoader = loader(findProgrammeVersionsById);
