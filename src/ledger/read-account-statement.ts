// Reads an account statement by accounting date: opening balance, postings, closing balance.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { type Page, pageSql } from "../database/page.ts";
import type { Row } from "../database/tables.ts";
import { numbers, texts } from "../database/unnest.ts";
import type { Days } from "../kernel/days.ts";
import { balanceOnDate } from "./balances-on.ts";
import { TRANSACTION_COLUMNS, type TransactionView } from "./read.ts";

/** The sort key of a posting in a statement: its day and its sequence number. */
export type AccountStatementKey = readonly [day: string, seq: number, line: number];

export interface AccountStatementPosting {
  readonly line: number;
  readonly transaction: TransactionView;
  readonly amountMinor: bigint;
  /** The account's balance after this posting, by accounting date. */
  readonly balanceMinor: bigint;
}

export interface AccountDay {
  readonly accountId: number;
  readonly day: string;
}

/** Accounts' balances at the end of days, from stored totals, in the order of the keys. */
export async function accountBalancesOn(tx: Tx, keys: readonly AccountDay[]): Promise<bigint[]> {
  const ids = numbers(keys.map(({ accountId }) => accountId));
  const days = texts(keys.map(({ day }) => day));
  const { rows } = await sql<{ balance: string }>`
    select ${balanceOnDate(sql`a.day`)} as balance
      from unnest(${ids}::int[], ${days}::date[]) with ordinality as a (id, day, n)
     order by a.n`.execute(tx.db);
  return rows.map(({ balance }) => BigInt(balance));
}

type PostingRow = Row<"posting", "line" | "amount"> & TransactionView & { readonly before: string };

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
  const { rows } = await sql<PostingRow>`
    with page as materialized (
      select p.*
        from day_total d
        cross join lateral (
          select p.line, p.amount, t.seq, t.kind, t.ref, t.accounting_date, t.occurred_at,
                 t.recorded_at, t.hash
            from posting p join ledger_transaction t using (seq)
           where p.account_id = d.account_id and p.seq between d.first_seq and d.last_seq
             and t.accounting_date = d.day and ${condition} ${order}) p
       where d.account_id = ${accountId} and d.day between ${from}::date and ${to}::date
       ${order}),
    opening as materialized (${balanceBeforePage(accountId)})
    select ${TRANSACTION_COLUMNS}, t.line, t.amount, o.before
      from page t cross join opening o
     order by t.accounting_date, t.seq, t.line`.execute(tx.db);
  let balance = BigInt(rows[0]?.before ?? 0);
  const postings = rows.map(({ line, amount, before: _, ...transaction }) => {
    balance += BigInt(amount);
    return { line, transaction, amountMinor: BigInt(amount), balanceMinor: balance };
  });
  return page.backwards ? postings.reverse() : postings;
}

// The balance at the end of the previous day, plus the day's earlier postings: reads at most one
// day.
function balanceBeforePage(accountId: number): RawBuilder<unknown> {
  return sql`
    select ${balanceOnDate(sql`(f.day - 1)`)} + coalesce((
        select sum(p.amount)
          from day_total d
          join posting p on p.account_id = d.account_id and p.seq >= d.first_seq
           and (p.seq, p.line) < (f.seq, f.line)
          join ledger_transaction t on t.seq = p.seq and t.accounting_date = d.day
         where d.account_id = a.id and d.day = f.day), 0) as before
      from (select ${accountId}::int as id) a,
           (select accounting_date as day, seq, line from page order by 1, 2, 3 limit 1) f`;
}
