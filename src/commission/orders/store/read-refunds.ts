// Reads refunds for the API: by sequence number, by ref, and by pages of their order.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { byList, type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { RefundLineRecord } from "./store-refunds.ts";

/** A refund; amounts in minor units of the settlement asset. */
export interface RefundView {
  readonly seq: number;
  readonly ref: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly orderSeq: number;
  readonly quantity: number;
  /** The part that the platform gave back: the remainder. */
  readonly platformMinor: bigint;
  /** One line for each share of the order, in the same order. */
  readonly lines: readonly RefundLineRecord[];
}

type RefundRow = Omit<RefundView, "platformMinor"> &
  Row<"refund", "platform"> & { readonly n: number };

const REFUND = sql`r.seq::float8 as seq, t.ref, r.order_seq::float8 as "orderSeq", r.platform, r.lines,
  (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt",
  (extract(epoch from t.recorded_at) * 1000)::float8 as "recordedAt",
  r.quantity::float8 as quantity from refund r join ledger_transaction t on t.seq = r.seq`;

function viewOf({ n: _, platform, ...row }: RefundRow): RefundView {
  return { ...row, platformMinor: BigInt(platform) };
}

async function select(tx: Tx, where: RawBuilder<unknown>): Promise<RefundView[]> {
  const { rows } = await sql<RefundRow>`select 0 as n, ${REFUND} where ${where}`.execute(tx.db);
  return rows.map(viewOf);
}

/** Refunds in the order of the sequence numbers; undefined for an unknown number. */
export async function findRefunds(
  tx: Tx,
  seqs: readonly number[],
): Promise<(RefundView | undefined)[]> {
  const rows = await select(tx, sql`r.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}

/** Refunds in the order of the refs; undefined for an unknown ref. */
export async function findRefundsByRef(
  tx: Tx,
  refs: readonly string[],
): Promise<(RefundView | undefined)[]> {
  const some = sql`t.kind = 'REFUND' and t.ref = any(${texts(refs)}::text[])`;
  const byRef = new Map((await select(tx, some)).map((row) => [row.ref, row]));
  return refs.map((ref) => byRef.get(ref));
}

/** The same page of many orders' refunds, in the order of the orders' numbers. */
export async function pageRefunds(
  tx: Tx,
  orderSeqs: readonly number[],
  page: Page<number>,
): Promise<RefundView[][]> {
  const { condition, order } = pageSql(page, [sql`r.seq`], (seq) => [seq]);
  const { rows } = await sql<RefundRow>`
    select w.n::int as n, found.*
      from unnest(${numbers(orderSeqs)}::bigint[]) with ordinality as w (order_seq, n)
      cross join lateral (
        select ${REFUND} where r.order_seq = w.order_seq and ${condition} ${order}) found
     order by w.n`.execute(tx.db);
  return byList(rows, orderSeqs.length).map((list) => list.map(viewOf));
}
