// Reads an account statement by accounting date: opening balance, postings, closing balance.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { type Page, pageSql } from "../database/page.ts";
import type { Row } from "../database/tables.ts";
import { type Days, dayBefore } from "../kernel/days.ts";
import { balanceOn } from "./balances-on.ts";

/** The sort key of a posting in a statement: its day and its sequence number. */
export type AccountStatementKey = readonly [day: string, seq: number, line: number];

export interface AccountStatementPosting {
  readonly day: string;
  readonly seq: number;
  readonly line: number;
  readonly amountMinor: bigint;
  /** The account's balance after this posting, by accounting date. */
  readonly balanceMinor: bigint;
}

/** An account's balance at the end of a day, from stored totals. */
export async function accountBalanceOn(tx: Tx, accountId: number, day: string): Promise<bigint> {
  const { rows } = await sql<{ balance: string }>`
    select ${balanceOn(day)} as balance from account a where a.id = ${accountId}`.execute(tx.db);
  return BigInt(rows[0]?.balance ?? 0);
}

/**
 * A page of an account's postings in a range of days, by day and then by sequence. The postings of
 * a day lie between the two transactions that its total names, so a page reads only its own rows.
 */
export async function pageAccountStatement(
  tx: Tx,
  accountId: number,
  { from, to }: Days,
  page: Page<AccountStatementKey>,
): Promise<AccountStatementPosting[]> {
  const { condition, order } = pageSql(page, [sql`d.day`, sql`p.seq`, sql`p.line`], (key) => key);
  const { rows } = await sql<
    Row<"day_total", "day"> & Row<"posting", "line" | "amount"> & { seq: number }
  >`
    select d.day::text, p.seq::float8 as seq, p.line, p.amount
      from day_total d
      cross join lateral (
        select p.seq, p.line, p.amount from posting p join ledger_transaction t using (seq)
         where p.account_id = d.account_id and p.seq between d.first_seq and d.last_seq
           and t.accounting_date = d.day and ${condition} ${order}) p
     where d.account_id = ${accountId} and d.day between ${from}::date and ${to}::date
       ${order}`.execute(tx.db);
  const first = page.backwards ? rows.at(-1) : rows[0];
  if (first === undefined) return [];
  let balance = await balanceBefore(tx, accountId, [first.day, first.seq, first.line]);
  const inOrder = page.backwards ? rows.toReversed() : rows;
  const postings = inOrder.map(({ amount, ...row }) => {
    balance += BigInt(amount);
    return { ...row, amountMinor: BigInt(amount), balanceMinor: balance };
  });
  return page.backwards ? postings.toReversed() : postings;
}

// The balance at the end of the previous day, plus the day's earlier postings: reads at most one
// day.
async function balanceBefore(
  tx: Tx,
  accountId: number,
  [day, seq, line]: AccountStatementKey,
): Promise<bigint> {
  const { rows } = await sql<{ amount: string }>`
    select coalesce(sum(p.amount), 0) as amount
      from day_total d
      join posting p on p.account_id = d.account_id and p.seq >= d.first_seq
       and (p.seq, p.line) < (${seq}::bigint, ${line}::smallint)
      join ledger_transaction t on t.seq = p.seq and t.accounting_date = d.day
     where d.account_id = ${accountId} and d.day = ${day}::date`.execute(tx.db);
  return (await accountBalanceOn(tx, accountId, dayBefore(day))) + BigInt(rows[0]!.amount);
}
