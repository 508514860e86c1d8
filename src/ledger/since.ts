// SQL conditions of a check that begins behind a transaction: only what was recorded since then is compared.
import { type RawBuilder, sql } from "kysely";

/** Whether a sequence number lies behind `since`; 0 is the beginning, behind which everything lies. */
export function after(seq: RawBuilder<unknown>, since: number): RawBuilder<boolean> {
  return since === 0 ? sql<boolean>`true` : sql<boolean>`${seq} > ${sql.lit(since)}`;
}

/** Whether a row's `id` is one that rows of `table` behind `since` name in `column`. */
export function isNamedAfter(
  id: RawBuilder<unknown>,
  table: string,
  column: string,
  since: number,
): RawBuilder<boolean> {
  if (since === 0) return sql<boolean>`true`;
  return sql<boolean>`${id} in (
    select ${sql.ref(column)} from ${sql.table(table)} where seq > ${sql.lit(since)})`;
}
