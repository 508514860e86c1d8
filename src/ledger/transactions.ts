// Finding posted transactions again by their refs.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { texts } from "../database/unnest.ts";
import type { Kind } from "./book.ts";

/** The transactions of a kind with one of the refs, by ref. */
export async function findTransactions(
  tx: Tx,
  kind: Kind,
  refs: readonly string[],
): Promise<Map<string, { seq: number; cause: string }>> {
  const { rows } = await sql<{ ref: string; seq: string; cause: string }>`
    select ref, seq, cause from ledger_transaction
     where kind = ${kind} and ref = any(${texts(refs)}::text[])`.execute(tx.db);
  return new Map(rows.map(({ ref, seq, cause }) => [ref, { seq: Number(seq), cause }]));
}
