// Reads transactions and postings for the API, by pages and many at once.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { byList, type Page, pageSql } from "../database/page.ts";
import type { Row } from "../database/tables.ts";
import { numbers } from "../database/unnest.ts";
import type { Asset } from "../kernel/money.ts";

/** A transaction without its cause, which is longer than all the rest. */
export interface TransactionView extends Row<"ledger_transaction", "kind" | "ref"> {
  readonly seq: number;
  readonly occurredAt: number;
  readonly accountingDate: string;
  readonly recordedAt: number;
  readonly hash: string;
}

export interface PostingView {
  readonly line: number;
  readonly account: string;
  readonly asset: Asset;
  readonly amountMinor: bigint;
  readonly balanceMinor: bigint;
}

interface PostingRow extends Row<"posting", "line" | "amount" | "balance">, Row<"asset", "scale"> {
  readonly n: number;
  readonly account: string;
  readonly asset: string;
}

/** The columns of a `TransactionView` from `ledger_transaction t`. */
export const TRANSACTION_COLUMNS = sql`
  t.seq::float8 as seq, t.kind, t.ref, t.accounting_date::text as "accountingDate",
  (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt",
  (extract(epoch from t.recorded_at) * 1000)::float8 as "recordedAt", encode(t.hash, 'hex') as hash`;

async function selectTransactions(tx: Tx, where: RawBuilder<unknown>): Promise<TransactionView[]> {
  const { rows } = await sql<TransactionView>`
    select ${TRANSACTION_COLUMNS} from ledger_transaction t where ${where}`.execute(tx.db);
  return rows;
}

/** Transactions in the order of the sequence numbers; undefined for an unknown number. */
export async function findTransactionsBySeq(
  tx: Tx,
  seqs: readonly number[],
): Promise<(TransactionView | undefined)[]> {
  const rows = await selectTransactions(tx, sql`t.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}

/** The causes of transactions, which exist, in the order of the sequence numbers. */
export async function causesOf(tx: Tx, seqs: readonly number[]): Promise<string[]> {
  const { rows } = await sql<Row<"ledger_transaction", "cause"> & { seq: number }>`
    select seq::float8 as seq, cause from ledger_transaction
     where seq = any(${numbers(seqs)}::bigint[])`.execute(tx.db);
  const bySeq = new Map(rows.map(({ seq, cause }) => [seq, cause]));
  return seqs.map((seq) => bySeq.get(seq)!);
}

/** A page of the ledger, by sequence number. */
export function pageTransactions(tx: Tx, page: Page<number>): Promise<TransactionView[]> {
  const { condition, order } = pageSql(page, [sql`t.seq`], (seq) => [seq]);
  return selectTransactions(tx, sql`${condition} ${order}`);
}

/** The postings of many transactions, each in the order of its lines. */
export async function postingsOf(tx: Tx, seqs: readonly number[]): Promise<PostingView[][]> {
  const { rows } = await sql<PostingRow>`
    select w.n::int as n, p.line, a.name as account, s.code as asset, s.scale, p.amount, p.balance
      from unnest(${numbers(seqs)}::bigint[]) with ordinality as w (seq, n)
      join posting p on p.seq = w.seq
      join account a on a.id = p.account_id
      join asset s on s.code = p.asset
     order by w.n, p.line`.execute(tx.db);
  return byList(rows, seqs.length).map((list) =>
    list.map(({ line, account, asset, scale, amount, balance }) => ({
      line,
      account,
      asset: { code: asset, scale },
      amountMinor: BigInt(amount),
      balanceMinor: BigInt(balance),
    })),
  );
}
