// Reads the trial balance of an extent from stored totals.
import { type RawBuilder, sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import type { Extent } from "./read-journal.ts";

/** Accounts of one page. */
const PAGE = 500;

/** An account's line of the trial balance (科目余额表); the opening balance is positive for debits. */
export interface TrialRow extends Row<"account", "asset"> {
  readonly account: string;
  readonly openingMinor: bigint;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** Every account with an opening balance or postings, by asset and name. */
export async function* readTrialRows(tx: Tx, extent: Extent): AsyncGenerator<TrialRow[]> {
  type Summed = Pick<TrialRow, "account" | "asset"> &
    Record<"opening" | "debit" | "credit", string>;
  for await (const rows of fetchPages<Summed>(tx, "trial_balance", trialSql(extent), PAGE)) {
    yield rows.map(({ account, asset, opening, debit, credit }) => ({
      ...{ account, asset, openingMinor: BigInt(opening) },
      ...{ debitMinor: BigInt(debit), creditMinor: BigInt(credit) },
    }));
  }
}

// The opening balance is the month total before, plus the days before `from`; postings recorded
// later are subtracted.
function trialSql({ from, to, last }: Extent): RawBuilder<unknown> {
  const month = sql`date_trunc('month', ${from}::date)::date`;
  return sql`
    select a.name as account, a.asset, sum(m.opening) as opening, sum(m.debit) as debit,
           sum(m.credit) as credit
      from (
        (select distinct on (account_id) account_id, balance as opening, 0 as debit, 0 as credit
           from month_total where month < ${month} order by account_id, month desc)
        union all
        select account_id, debit - credit, 0, 0 from day_total
         where day >= ${month} and day < ${from}::date
        union all
        select account_id, 0, debit, credit from day_total
         where day between ${from}::date and ${to}::date
        union all
        select p.account_id, case when t.accounting_date < ${from}::date then -p.amount else 0 end,
               case when t.accounting_date >= ${from}::date then -greatest(p.amount, 0) else 0 end,
               case when t.accounting_date >= ${from}::date then least(p.amount, 0) else 0 end
          from posting p join ledger_transaction t on t.seq = p.seq
         where p.seq > ${last} and t.accounting_date <= ${to}::date) m
      join account a on a.id = m.account_id
     group by a.name, a.asset
    having sum(m.opening) <> 0 or sum(m.debit) <> 0 or sum(m.credit) <> 0
     order by a.asset collate "C", a.name collate "C"`;
}
