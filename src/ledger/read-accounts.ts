// Reads accounts for the API: by name, by pages, and their balances at a recorded time.

import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { type Page, pageSql } from "../database/page.ts";
import type { Row, Tables } from "../database/tables.ts";
import { numbers } from "../database/unnest.ts";
import type { Asset } from "../kernel/money.ts";
import { formatInstant } from "../kernel/time.ts";
import { OWED } from "./chart/chart.ts";
import { fitsSql } from "./chart-sql.ts";

export interface AccountView {
  readonly id: number;
  readonly name: string;
  readonly asset: Asset;
  /** Debits positive, in minor units. */
  readonly balanceMinor: bigint;
}

/** The sort key of an account in lists: its name and its asset's code. */
export type AccountKey = readonly [name: string, asset: string];

type AccountRow = Tables["account"] & Row<"asset", "scale"> & Row<"posting", "balance">;

// `last` selects the balances after that transaction; null selects the latest balances.
async function selectAccounts(
  tx: Tx,
  last: number | null,
  where: RawBuilder<unknown>,
): Promise<AccountView[]> {
  const { rows } = await sql<AccountRow>`
    select a.id, a.name, a.asset, s.scale, p.balance
      from account a join asset s on s.code = a.asset
      cross join lateral (select balance from posting
                           where account_id = a.id and (${last}::bigint is null or seq <= ${last})
                           order by seq desc, line desc limit 1) p
     where ${where}`.execute(tx.db);
  return rows.map(({ id, name, asset, scale, balance }) => ({
    id,
    name,
    asset: { code: asset, scale },
    balanceMinor: BigInt(balance),
  }));
}

/** Accounts in the order of the ids; undefined for an unknown id. */
export async function findAccountsById(
  tx: Tx,
  ids: readonly number[],
): Promise<(AccountView | undefined)[]> {
  const rows = await selectAccounts(tx, null, sql`a.id = any(${numbers(ids)}::int[])`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/** One account; undefined if it has no postings. */
export async function findAccount(tx: Tx, key: AccountKey): Promise<AccountView | undefined> {
  const [name, asset] = key;
  return (await selectAccounts(tx, null, sql`a.name = ${name} and a.asset = ${asset}`))[0];
}

/** A page of the accounts whose names start with `prefix`, by name and asset. */
export function pageAccounts(
  tx: Tx,
  prefix: string,
  page: Page<AccountKey>,
): Promise<AccountView[]> {
  const { condition, order } = pageSql(page, [sql`a.name`, sql`a.asset`], (key) => key);
  return selectAccounts(tx, null, sql`starts_with(a.name, ${prefix}) and ${condition} ${order}`);
}

/** A page of the accounts with a balance other than zero after transaction `last`. */
export function pageBalances(tx: Tx, last: number, page: Page<AccountKey>): Promise<AccountView[]> {
  const { condition, order } = pageSql(page, [sql`a.name`, sql`a.asset`], (key) => key);
  return selectAccounts(tx, last, sql`p.balance <> 0 and ${condition} ${order}`);
}

/** A page of the accounts that hold money owed after transaction `last`, in one asset. */
export function pageOwed(
  tx: Tx,
  last: number,
  asset: string,
  page: Page<AccountKey>,
): Promise<AccountView[]> {
  const { condition, order } = pageSql(page, [sql`a.name`, sql`a.asset`], (key) => key);
  const isOwed = fitsSql(sql`a.name`, OWED);
  const wanted = sql`a.asset = ${asset} and p.balance <> 0 and ${isOwed}`;
  return selectAccounts(tx, last, sql`${wanted} and ${condition} ${order}`);
}

export interface AssetTotals {
  readonly asset: Asset;
  readonly debitsMinor: bigint;
  readonly creditsMinor: bigint;
}

/** The same as a row: sums as text. */
export interface TotalsRow extends Row<"asset", "scale"> {
  readonly asset: string;
  readonly debits: string;
  readonly credits: string;
}

/** The sums of the debit and of the credit balances after transaction `last`, for each asset. */
export async function totalsAt(tx: Tx, last: number): Promise<AssetTotals[]> {
  const { rows } = await sql<TotalsRow>`
    select s.code as asset, s.scale, coalesce(sum(p.balance) filter (where p.balance > 0), 0) as debits,
           coalesce(-sum(p.balance) filter (where p.balance < 0), 0) as credits
      from account a join asset s on s.code = a.asset
      cross join lateral (select balance from posting where account_id = a.id and seq <= ${last}
                           order by seq desc, line desc limit 1) p
     group by s.code, s.scale order by s.code`.execute(tx.db);
  return rows.map(({ asset, scale, debits, credits }) => ({
    asset: { code: asset, scale },
    debitsMinor: BigInt(debits),
    creditsMinor: BigInt(credits),
  }));
}

/**
 * The last commit, or the last commit recorded at or before an instant; undefined if there is none.
 */
export async function findSeal(
  tx: Tx,
  asOf: number | undefined,
): Promise<{ seq: number; recordedAt: number } | undefined> {
  const bound =
    asOf === undefined ? sql`true` : sql`recorded_at <= ${formatInstant(asOf)}::timestamptz`;
  const { rows } = await sql<{ seq: number; recordedAt: number }>`
    select last_seq::float8 as seq, (extract(epoch from recorded_at) * 1000)::float8 as "recordedAt"
      from seal where ${bound} order by recorded_at desc, last_seq desc limit 1`.execute(tx.db);
  return rows[0];
}
