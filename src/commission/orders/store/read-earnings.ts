// What orders brought distributors and refunds took back, by pages: wherever it landed.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { byList, type Page, pageSql } from "../../../database/page.ts";
import { texts } from "../../../database/unnest.ts";

/** What one order or refund came to for a distributor, in minor units; below zero for a refund. */
export interface EarningView {
  readonly seq: number;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly amountMinor: bigint;
  /** What it had available after it. */
  readonly balanceMinor: bigint;
  /** The order's transaction: its own, or the one that was refunded. */
  readonly orderSeq: number;
}

/** The same page of many distributors' earnings, in the order of the codes. */
export async function pageEarnings(
  tx: Tx,
  asset: string,
  codes: readonly string[],
  page: Page<number>,
): Promise<EarningView[][]> {
  const { condition, order } = pageSql(page, [sql`p.seq`], (seq) => [seq]);
  const { order: orderAll } = pageSql(page, [sql`seq`], (seq) => [seq]);
  // Each account by its own index, however much the others hold.
  const landed = HOLDINGS.map(
    (name) => sql`(select p.seq from account a
      join posting p on p.account_id = a.id
      join ledger_transaction t on t.seq = p.seq and t.kind in ('SETTLEMENT', 'REFUND')
     where a.name = ${name} and a.asset = ${asset} and ${condition} ${order})`,
  );
  const { rows } = await sql<Row>`
    select w.n::int as n, e.seq::float8 as seq, coalesce(r.order_seq, e.seq)::float8 as "orderSeq",
           (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt",
           (extract(epoch from t.recorded_at) * 1000)::float8 as "recordedAt",
           moved.amount, coalesce(available.balance, 0)::text as balance
      from unnest(${texts(codes)}::text[]) with ordinality as w (code, n)
      cross join lateral (
        select seq from (${sql.join(landed, sql` union `)}) landed ${orderAll}) e
      join ledger_transaction t on t.seq = e.seq
      left join refund r on r.seq = e.seq
      cross join lateral (
        select (-sum(p.amount))::text as amount from posting p join account a on a.id = p.account_id
         where p.seq = e.seq and a.asset = ${asset} and a.name in (${sql.join(HOLDINGS)})) moved
      left join lateral (
        select -p.balance as balance from account a join posting p on p.account_id = a.id
         where a.name = ${HOLDINGS[0]!} and a.asset = ${asset} and p.seq <= e.seq
         order by p.seq desc, p.line desc limit 1) available on true`.execute(tx.db);
  return byList(rows, codes.length).map((list) =>
    sorted(list, page.backwards).map(({ n: _, amount, balance, ...row }) => {
      return { ...row, amountMinor: BigInt(amount), balanceMinor: BigInt(balance) };
    }),
  );
}

type Row = Omit<EarningView, `${string}Minor`> & { n: number; amount: string; balance: string };

// Where a distributor's share can land; the first is what it has available.
const HOLDINGS: readonly RawBuilder<unknown>[] = [
  sql`'liabilities:distributor:' || w.code || ':available'`,
  sql`'liabilities:distributor:' || w.code || ':pending'`,
  sql`'liabilities:distributor:' || w.code || ':withheld'`,
  sql`'assets:receivable:distributor:' || w.code`,
];

function sorted(rows: readonly Row[], backwards: boolean): Row[] {
  return rows.toSorted((a, b) => (backwards ? b.seq - a.seq : a.seq - b.seq));
}
