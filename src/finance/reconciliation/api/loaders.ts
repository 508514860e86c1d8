// What reconciliation reads for many fields at once.

import { loader } from "../../../platform/graphql/loader.ts";
import { findDifferences } from "../store/read-differences.ts";
import { findStatements } from "../store/read-statements.ts";

export const statementsLoader = loader(findStatements);
export const differencesLoader = loader(findDifferences);
