// The quick checks of a month before it closes: sums, running balances and totals.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Days } from "../kernel/days.ts";
import { verifyTotals } from "./verify-totals.ts";

/** At most this many mismatches of one kind are listed. */
const MAX_TOLD = 100;

interface Row {
  readonly what: string;
}

/** The mismatches in the postings of a range of accounting dates, and in their totals. */
export async function verifyMonth(tx: Tx, days: Days): Promise<string[]> {
  return [
    ...(await verifySums(tx, days)),
    ...(await verifyBalances(tx, days)),
    ...(await verifyTotals(tx, days)),
  ];
}

async function verifySums(tx: Tx, { from, to }: Days): Promise<string[]> {
  const { rows } = await sql<Row>`
    select format('postings of %s in %s sum to %s, not 0', t.accounting_date, p.asset, sum(p.amount)) as what
      from ledger_transaction t join posting p using (seq)
     where t.accounting_date between ${from}::date and ${to}::date
     group by t.accounting_date, p.asset having sum(p.amount) <> 0
     order by t.accounting_date, p.asset limit ${MAX_TOLD}`.execute(tx.db);
  return rows.map(({ what }) => what);
}

// In the order of the sequence, from the month's first transaction to its last.
async function verifyBalances(tx: Tx, { from, to }: Days): Promise<string[]> {
  const { rows } = await sql<Row>`
    with month as (
      select min(seq) as first, max(seq) as last from ledger_transaction
       where accounting_date between ${from}::date and ${to}::date),
    posted as (
      select p.*, lag(balance) over (partition by account_id order by seq, line) as before
        from posting p, month where p.seq between month.first and month.last)
    select format('transaction %s: line %s: balance is %s and should be %s', p.seq, p.line, p.balance,
                  coalesce(p.before, b.balance, 0) + p.amount) as what
      from posted p
      left join lateral (
        select balance from posting
         where account_id = p.account_id and (seq, line) < (p.seq, p.line)
         order by seq desc, line desc limit 1) b on p.before is null
     where p.balance <> coalesce(p.before, b.balance, 0)::numeric + p.amount
     order by p.seq, p.line limit ${MAX_TOLD}`.execute(tx.db);
  return rows.map(({ what }) => what);
}
