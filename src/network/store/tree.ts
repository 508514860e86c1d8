// Reads teams as ranges of paths, so that no query walks the tree node by node.
import { type RawBuilder, sql } from "kysely";
import { numbers } from "../../database/unnest.ts";

/** Greater than every id, so a path that ends with it sorts after the whole team. */
export const MAX_ID = 2 ** 31 - 1;

/** The SQL condition that a distributor is the one at `path` or in its team. */
export function belowPath(path: readonly number[]): RawBuilder<unknown> {
  return sql`path >= ${numbers(path)}::int[] and path < ${numbers([...path, MAX_ID])}::int[]`;
}
