// Long answers in constant memory: a cursor in the database, read on only as fast as it is taken.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "./database.ts";

/**
 * The rows of a query by pages of `size`. `name` is the cursor's: no other of the transaction has
 * it. Whoever stops taking pages leaves the rest unread, and the cursor ends with the transaction.
 */
export async function* fetchPages<Row>(
  tx: Tx,
  name: string,
  query: RawBuilder<unknown>,
  size: number,
): AsyncGenerator<Row[]> {
  const cursor = sql.id(name);
  await sql`declare ${cursor} no scroll cursor for ${query}`.execute(tx.db);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(size)} from ${cursor}`.execute(tx.db);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
  }
}
