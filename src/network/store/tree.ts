// Reads teams as ranges of paths, so that no query walks the tree node by node.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { numbers } from "../../database/unnest.ts";

/** Greater than every id, so a path that ends with it sorts after the whole team. */
export const MAX_ID = 2 ** 31 - 1;

/** The SQL condition that a distributor is the one at `path` or in its team. */
export function belowPath(path: readonly number[]): RawBuilder<unknown> {
  return sql`path >= ${numbers(path)}::int[] and path < ${numbers([...path, MAX_ID])}::int[]`;
}

/** A team is all distributors below one distributor; `depth` is its number of levels. */
export interface Team {
  readonly size: number;
  readonly depth: number;
}

/** The teams of many distributors in one query, in the order of the ids. */
export async function teamsOf(tx: Tx, ids: readonly number[]): Promise<Team[]> {
  const { rows } = await sql<Row<"distributor", "id"> & { size: string; depth: number }>`
    select d.id, t.size, t.depth
      from distributor d
      cross join lateral (
        select count(*) - 1 as size, max(cardinality(m.path)) - cardinality(d.path) as depth
          from distributor m
         where m.path >= d.path and m.path < d.path || ${MAX_ID}::int) t
     where d.id = any(${numbers(ids)}::int[])`.execute(tx.db);
  const byId = new Map(rows.map((row) => [row.id, { size: Number(row.size), depth: row.depth }]));
  return ids.map((id) => byId.get(id) ?? { size: 0, depth: 0 });
}
