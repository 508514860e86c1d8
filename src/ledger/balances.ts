// Reads balances, now or at any recorded time, from the running balance of an account's last
// posting (docs/rules.md §7).

import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";
import { texts } from "../database/unnest.ts";
import { formatInstant } from "../kernel/time.ts";

export interface Balance {
  readonly account: string;
  readonly asset: string;
  /** Debits positive, in minor units. */
  readonly balanceMinor: bigint;
}

/**
 * Balances of accounts in one asset, in the order of the names; 0 for an account without postings.
 */
export function balancesOf(tx: Tx, asset: string, names: readonly string[]): Promise<bigint[]> {
  return balancesUpTo(tx, asset, names, null);
}

/** The same as recorded up to an instant. */
export async function balancesAsOf(
  tx: Tx,
  asset: string,
  names: readonly string[],
  asOf: number,
): Promise<bigint[]> {
  return balancesUpTo(tx, asset, names, await seqAsOf(tx, asOf));
}

async function balancesUpTo(
  tx: Tx,
  asset: string,
  names: readonly string[],
  last: number | null,
): Promise<bigint[]> {
  const { rows } = await sql<Row<"account", "name"> & Row<"posting", "balance">>`
    select a.name, p.balance
      from account a
      cross join lateral (select balance from posting
                           where account_id = a.id and (${last}::bigint is null or seq <= ${last})
                           order by seq desc, line desc limit 1) p
     where a.asset = ${asset} and a.name = any(${texts(names)}::text[])`.execute(tx.db);
  const byName = new Map(rows.map((row) => [row.name, BigInt(row.balance)]));
  return names.map((name) => byName.get(name) ?? 0n);
}

/**
 * Every account with a balance other than zero, by name; `asOf` is a recorded time, by default now.
 */
export async function allBalances(tx: Tx, asOf?: number): Promise<Balance[]> {
  const last = asOf === undefined ? null : await seqAsOf(tx, asOf);
  const { rows } = await sql<Row<"account", "name" | "asset"> & Row<"posting", "balance">>`
    select a.name, a.asset, p.balance
      from account a
      cross join lateral (select balance from posting
                           where account_id = a.id and (${last}::bigint is null or seq <= ${last})
                           order by seq desc, line desc limit 1) p
     where p.balance <> 0
     order by a.name collate "C", a.asset`.execute(tx.db);
  return rows.map(({ name, asset, balance }) => ({
    account: name,
    asset,
    balanceMinor: BigInt(balance),
  }));
}

/** The last transaction recorded at or before an instant; 0 if there is none. */
export async function seqAsOf(tx: Tx, asOf: number): Promise<number> {
  const { rows } = await sql<Row<"seal", "last_seq">>`
    select last_seq from seal where recorded_at <= ${formatInstant(asOf)}::timestamptz
     order by recorded_at desc, last_seq desc limit 1`.execute(tx.db);
  return Number(rows[0]?.last_seq ?? 0);
}
