// Reads the whole book in order, with its postings, to recompute it.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";

/** Transactions of one page. */
const PAGE = 5_000;

export interface StoredPosting {
  readonly line: number;
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly balanceMinor: bigint;
}

export interface StoredTransaction {
  readonly seq: number;
  readonly kind: string;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly accountingDate: string;
  readonly recordedAt: number;
  readonly cause: string;
  readonly postingCount: number;
  readonly hash: string;
  readonly postings: readonly StoredPosting[];
}

/** All transactions in order, with their postings; memory holds one page. */
export async function* readBook(tx: Tx): AsyncGenerator<StoredTransaction> {
  for (let from = 0; ; ) {
    const transactions = await readTransactions(tx, from);
    const last = transactions.at(-1);
    if (last === undefined) return;
    const postings = await readPostings(tx, from, last.seq);
    for (const one of transactions) yield { ...one, postings: postings.get(one.seq) ?? [] };
    from = last.seq;
  }
}

async function readTransactions(
  tx: Tx,
  from: number,
): Promise<Omit<StoredTransaction, "postings">[]> {
  const { rows } = await sql<
    Row<"ledger_transaction", "seq" | "kind" | "ref" | "accounting_date" | "cause"> &
      Row<"ledger_transaction", "posting_count"> &
      Record<"occurred_at" | "recorded_at" | "hash", string>
  >`
    select seq, kind, ref, extract(epoch from occurred_at) * 1000 as occurred_at,
           accounting_date::text, extract(epoch from recorded_at) * 1000 as recorded_at,
           cause, posting_count, encode(hash, 'hex') as hash
      from ledger_transaction where seq > ${from} order by seq limit ${PAGE}`.execute(tx.db);
  return rows.map((row) => ({
    seq: Number(row.seq),
    kind: row.kind,
    ref: row.ref,
    occurredAt: Number(row.occurred_at),
    accountingDate: row.accounting_date,
    recordedAt: Number(row.recorded_at),
    cause: row.cause,
    postingCount: row.posting_count,
    hash: row.hash,
  }));
}

async function readPostings(
  tx: Tx,
  from: number,
  to: number,
): Promise<Map<number, StoredPosting[]>> {
  const { rows } = await sql<
    Row<"posting", "seq" | "line" | "asset" | "amount" | "balance"> & { account: string }
  >`
    select p.seq, p.line, coalesce(a.name, '?') as account, p.asset, p.amount, p.balance
      from posting p left join account a on a.id = p.account_id and a.asset = p.asset
     where p.seq > ${from} and p.seq <= ${to} order by p.seq, p.line`.execute(tx.db);
  const bySeq = new Map<number, StoredPosting[]>();
  for (const row of rows) {
    const seq = Number(row.seq);
    const posting = {
      line: row.line,
      account: row.account,
      asset: row.asset,
      amountMinor: BigInt(row.amount),
      balanceMinor: BigInt(row.balance),
    };
    const postings = bySeq.get(seq);
    if (postings === undefined) bySeq.set(seq, [posting]);
    else postings.push(posting);
  }
  return bySeq;
}
