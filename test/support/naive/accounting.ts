// Accounting dates and balances by date, read naively: closed months are a set, and balances are sums.
import { sql } from "kysely";
import type { Network } from "../../../src/database/database.ts";
import { balancesOn } from "../../../src/ledger/balances-on.ts";
import { dayOf, laterDay, monthOf } from "./calendar.ts";

interface Row {
  readonly seq: string;
  readonly kind: string;
  readonly month: string | null;
  readonly at: string;
  readonly day: string;
}

interface Posted {
  readonly account: string;
  readonly day: string;
  readonly amount: string;
}

/**
 * What a naive reading of docs/rules.md §7 finds wrong with a network's dates, and with its
 * balances on some days.
 */
export async function datesAmiss(network: Network, days: readonly string[]): Promise<string[]> {
  const zone = network.settings.zone.name;
  return network.read(async (tx) => {
    const { rows } = await sql<Row>`
      select seq, kind, case when kind like 'PERIOD%' then left(ref, 7) end as month,
             to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
             accounting_date::text as day
        from ledger_transaction order by seq`.execute(tx.db);
    const amiss = rows.length === 0 ? ["there is nothing"] : wrongDates(rows, zone);
    const { rows: postings } = await sql<Posted>`
      select name as account, accounting_date::text as day, amount
        from posting join ledger_transaction using (seq) join account a on a.id = account_id
       where posting.asset = 'CNY'`.execute(tx.db);
    const accounts = [...new Set(postings.map(({ account }) => account))];
    for (const day of days) {
      const found = await balancesOn(tx, "CNY", accounts, day);
      for (const [index, account] of accounts.entries()) {
        const sum = sumOf(postings.filter((one) => one.account === account && one.day <= day));
        if (found[index] !== sum) amiss.push(`${account} on ${day}: ${found[index]}, not ${sum}`);
      }
    }
    return amiss;
  });
}

function sumOf(postings: readonly Posted[]): bigint {
  return postings.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}

function wrongDates(rows: readonly Row[], zone: string): string[] {
  const closed = new Set<string>();
  const amiss: string[] = [];
  for (const { seq, kind, month, at, day } of rows) {
    let expected = dayOf(at, zone);
    const last = [...closed].sort().at(-1) ?? "";
    while (monthOf(`${expected}T00:00:00Z`, "UTC") <= last) expected = laterDay(expected, 1);
    if (day !== expected) amiss.push(`${seq}: is dated ${day}, not ${expected}`);
    if (kind === "PERIOD_CLOSE") closed.add(month!);
    if (kind === "PERIOD_REOPEN") closed.delete(month!);
  }
  return amiss;
}
