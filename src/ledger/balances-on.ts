// Reads balances by accounting date from stored totals: of the earlier months, and of the days of
// the month.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { type Page, pageSql } from "../database/page.ts";
import type { Row, Tables } from "../database/tables.ts";
import { texts } from "../database/unnest.ts";
import type { AccountKey, AccountView, AssetTotals, TotalsRow } from "./read-accounts.ts";

/** SQL: the balance of account `a` at the end of a day; it adds at most 31 rows. */
export function balanceOn(day: string): RawBuilder<unknown> {
  return balanceOnDate(sql`${day}::date`);
}

/** The same for a day that is a date in SQL. */
export function balanceOnDate(day: RawBuilder<unknown>): RawBuilder<unknown> {
  const month = sql`date_trunc('month', ${day}::timestamp)::date`;
  return sql`(
    coalesce((select balance from month_total where account_id = a.id and month < ${month}
               order by month desc limit 1), 0) +
    coalesce((select sum(debit - credit) from day_total
               where account_id = a.id and day between ${month} and ${day}), 0))`;
}

/** Balances of accounts in one asset at the end of a day, in the order of the names. */
export async function balancesOn(
  tx: Tx,
  asset: string,
  names: readonly string[],
  day: string,
): Promise<bigint[]> {
  const { rows } = await sql<Row<"account", "name"> & { balance: string }>`
    select a.name, ${balanceOn(day)} as balance from account a
     where a.asset = ${asset} and a.name = any(${texts(names)}::text[])`.execute(tx.db);
  const byName = new Map(rows.map((row) => [row.name, BigInt(row.balance)]));
  return names.map((name) => byName.get(name) ?? 0n);
}

/** A page of the accounts with a balance other than zero at the end of a day. */
export async function pageBalancesOn(
  tx: Tx,
  day: string,
  page: Page<AccountKey>,
): Promise<AccountView[]> {
  const { condition, order } = pageSql(page, [sql`a.name`, sql`a.asset`], (key) => key);
  const { rows } = await sql<Tables["account"] & Row<"asset", "scale"> & { balance: string }>`
    select a.id, a.name, a.asset, s.scale, p.balance
      from account a join asset s on s.code = a.asset
      cross join lateral (select ${balanceOn(day)} as balance) p
     where p.balance <> 0 and ${condition} ${order}`.execute(tx.db);
  return rows.map(({ id, name, asset, scale, balance }) => {
    return { id, name, asset: { code: asset, scale }, balanceMinor: BigInt(balance) };
  });
}

/** The sums of the debit and of the credit balances at the end of a day, for each asset. */
export async function totalsOn(tx: Tx, day: string): Promise<AssetTotals[]> {
  const { rows } = await sql<TotalsRow>`
    select s.code as asset, s.scale, coalesce(sum(p.balance) filter (where p.balance > 0), 0) as debits,
           coalesce(-sum(p.balance) filter (where p.balance < 0), 0) as credits
      from account a join asset s on s.code = a.asset
      cross join lateral (select ${balanceOn(day)} as balance) p
     group by s.code, s.scale order by s.code`.execute(tx.db);
  return rows.map(({ asset, scale, debits, credits }) => ({
    asset: { code: asset, scale },
    debitsMinor: BigInt(debits),
    creditsMinor: BigInt(credits),
  }));
}
