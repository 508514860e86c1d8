// Reads one page of a list by its key and not by an offset, so that every page costs the same.
import { type RawBuilder, sql } from "kysely";

/** The first `size` rows after a key, or, backwards, the last `size` rows before it. Both bounds may be set. */
export interface Page<Key> {
  readonly size: number;
  readonly after?: Key | undefined;
  readonly before?: Key | undefined;
  readonly backwards: boolean;
}

/** What a page adds to a query: its condition, and its order with the limit. */
export interface PageSql {
  readonly condition: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
}

/**
 * A page as SQL. `columns` together are unique, and `valuesOf` gives a key's value for each of them.
 * One row more than the page is read, to see whether more follow; backwards, the order is reversed.
 */
export function pageSql<Key>(
  page: Page<Key>,
  columns: readonly RawBuilder<unknown>[],
  valuesOf: (key: Key) => readonly unknown[],
): PageSql {
  const row = sql`(${sql.join(columns)})`;
  const bounds = [sql`true`];
  if (page.after !== undefined) bounds.push(sql`${row} > (${sql.join(valuesOf(page.after))})`);
  if (page.before !== undefined) bounds.push(sql`${row} < (${sql.join(valuesOf(page.before))})`);
  const direction = page.backwards ? sql`desc` : sql`asc`;
  const keys = columns.map((column) => sql`${column} ${direction}`);
  return {
    condition: sql`(${sql.join(bounds, sql` and `)})`,
    order: sql`order by ${sql.join(keys)} limit ${page.size + 1}`,
  };
}

/** Splits the rows of many lists into one array for each list; a row's `n` (from 1) is its list. */
export function byList<Row extends { readonly n: number }>(
  rows: readonly Row[],
  lists: number,
): Row[][] {
  const out: Row[][] = Array.from({ length: lists }, () => []);
  for (const row of rows) out[row.n - 1]!.push(row);
  return out;
}
