// Finds posted transactions by their refs.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";
import { texts } from "../database/unnest.ts";
import { GENESIS } from "./chain.ts";
import type { TransactionKind } from "./kind.ts";

/** The latest time of a settled order, whatever its sequence number; undefined if there is none. */
export async function latestOrderAt(tx: Tx): Promise<number | undefined> {
  const { rows } = await sql<{ at: string | null }>`
    select extract(epoch from max(occurred_at)) * 1000 as at
      from ledger_transaction where kind = 'SETTLEMENT'`.execute(tx.db);
  const { at } = rows[0]!;
  return at === null ? undefined : Number(at);
}

/** The transactions of a kind with one of the refs, by ref. */
export async function findTransactions(
  tx: Tx,
  kind: TransactionKind,
  refs: readonly string[],
): Promise<Map<string, { seq: number; cause: string }>> {
  const { rows } = await sql<Row<"ledger_transaction", "seq" | "cause"> & { ref: string }>`
    select t.* from unnest(${texts(refs)}::text[]) as wanted (ref)
     cross join lateral (
       select ref, seq, cause from ledger_transaction
        where ref = wanted.ref and kind = ${kind.name} offset 0) t`.execute(tx.db);
  return new Map(rows.map(({ ref, seq, cause }) => [ref, { seq: Number(seq), cause }]));
}

/** The head of the chain after a transaction; 0 means before the first. */
export async function findHead(tx: Tx, seq: number): Promise<{ seq: number; hash: string }> {
  const { rows } = await sql<{ hash: string }>`
    select encode(hash, 'hex') as hash from ledger_transaction where seq = ${seq}`.execute(tx.db);
  return { seq, hash: rows[0]?.hash ?? GENESIS };
}
