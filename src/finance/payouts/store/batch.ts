// Batches of payouts: what is approved goes to the bank as one file, which can be written again.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { parseCode } from "../../../kernel/code.ts";
import { commit } from "../../../ledger/post.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
import { type PayoutRow, selectPayouts, storeStep } from "./payout-row.ts";

/** Payouts of one batch at most; the next batch takes the rest. */
const MAX_BATCH = 4_000;

/** A payout as the bank is told of it. */
export interface Payment extends PayoutRow {
  readonly name: string;
}

/**
 * Marks all that is approved as sent, in one batch of that name, and gives its payments; of a batch
 * that is there already it gives the payments again, and marks nothing.
 */
export function sendBatch(network: Network, batch: string, at: number): Promise<Payment[]> {
  const ref = parseCode(batch, "batch");
  return commit(network, async (book, tx) => {
    const first = (await findTransactions(tx, "PAYOUT_BATCH", [ref])).get(ref);
    if (first !== undefined) return paymentsOf(tx, first.seq);
    const approved = sql`p.status = 'APPROVED' order by p.seq limit ${MAX_BATCH}`;
    const payouts = await selectPayouts(tx, approved);
    if (payouts.length === 0) return [];
    const cause = JSON.stringify({ batch: ref, payouts: payouts.map((payout) => payout.ref) });
    const entry = { kind: "PAYOUT_BATCH", ref, occurredAt: at, cause, legs: [] } as const;
    const { seq } = book.append(entry);
    for (const [index, payout] of payouts.entries()) {
      await storeStep(tx, seq, index + 1, payout, { status: "SENT" });
    }
    return paymentsOf(tx, seq);
  });
}

async function paymentsOf(tx: Tx, seq: number): Promise<Payment[]> {
  const sent = sql`p.seq in (select payout_seq from payout_step where seq = ${seq}) order by p.seq`;
  const payouts = await selectPayouts(tx, sent);
  const { rows } = await sql<{ seq: number; name: string }>`
    select s.payout_seq::float8 as seq, coalesce(d.name, u.name) as name
      from payout_step s
      left join distributor d on d.id = s.distributor_id
      left join supplier u on u.id = s.supplier_id
     where s.seq = ${seq}`.execute(tx.db);
  const names = new Map(rows.map((row) => [row.seq, row.name]));
  return payouts.map((payout) => ({ ...payout, name: names.get(payout.seq)! }));
}
