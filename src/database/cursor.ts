// Reads a long result in constant memory through a database cursor, as fast as the caller takes it.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "./database.ts";

/**
 * The rows of a query in pages of `size`. `name` is the cursor's name, unique in the transaction.
 * If the caller stops early, the rest is not read, and the cursor ends with the transaction.
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
