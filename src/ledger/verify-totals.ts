// Recomputes the totals by accounting date from the postings, and the closing totals from those
// totals.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Days } from "../kernel/days.ts";
import { after } from "./since.ts";

/** At most this many mismatches of one kind are listed. */
const MAX_TOLD = 100;

interface Row {
  readonly what: string;
}

/** The mismatches of the day and month totals; only of the given days, if any are given. */
export async function verifyTotals(tx: Tx, days?: Days): Promise<string[]> {
  return [...(await verifyDays(tx, days)), ...(await verifyMonths(tx, days))];
}

async function verifyDays(tx: Tx, days: Days | undefined): Promise<string[]> {
  const { rows } = await sql<Row>`
    with kept as (select * from day_total where ${within(sql`day`, days)}),
    summed as (
      select account_id, accounting_date as day, coalesce(sum(amount) filter (where amount > 0), 0) as debit,
             coalesce(-sum(amount) filter (where amount < 0), 0) as credit,
             min(seq) as first_seq, max(seq) as last_seq
        from posting join ledger_transaction t using (seq)
       where ${within(sql`t.accounting_date`, days)} group by account_id, accounting_date)
    select format('day total of %s %s: is %s and should be %s', coalesce(a.name, account_id::text), day,
                  ${shown("k", "first_seq", "last_seq")}, ${shown("s", "first_seq", "last_seq")}) as what
      from kept k full join summed s using (account_id, day) left join account a on a.id = account_id
     where (k.debit, k.credit, k.first_seq, k.last_seq)
           is distinct from (s.debit, s.credit, s.first_seq, s.last_seq)
     order by day, account_id limit ${MAX_TOLD}`.execute(tx.db);
  return rows.map(({ what }) => what);
}

// Recomputes each month from its days, and its balance from the month before.
async function verifyMonths(tx: Tx, days: Days | undefined): Promise<string[]> {
  const { rows } = await sql<Row>`
    with kept as (
      select m.*, coalesce(before.balance, 0) as opening from month_total m
        left join lateral (
          select balance from month_total where account_id = m.account_id and month < m.month
           order by month desc limit 1) before on true
       where ${within(sql`month`, days)}),
    summed as (
      select account_id, day - extract(day from day)::int + 1 as month,
             sum(debit) as debit, sum(credit) as credit
        from day_total where ${within(sql`day`, days)} group by 1, 2)
    select format('month total of %s %s: is %s and should be %s', coalesce(a.name, account_id::text), month,
                  ${shown("k", "balance")},
                  concat_ws(' ', s.debit, s.credit, k.opening + s.debit - s.credit)) as what
      from kept k full join summed s using (account_id, month) left join account a on a.id = account_id
     where (k.debit, k.credit, k.balance)
           is distinct from (s.debit, s.credit, k.opening + s.debit - s.credit)
     order by month, account_id limit ${MAX_TOLD}`.execute(tx.db);
  return rows.map(({ what }) => what);
}

function within(column: RawBuilder<unknown>, days: Days | undefined): RawBuilder<unknown> {
  return days === undefined
    ? sql`true`
    : sql`${column} between ${days.from}::date and ${days.to}::date`;
}

function shown(table: string, ...rest: readonly string[]): RawBuilder<unknown> {
  const columns = ["debit", "credit", ...rest].map((column) => sql.ref(`${table}.${column}`));
  return sql`concat_ws(' ', ${sql.join(columns)})`;
}

/** The mismatches of the closing totals; a reopened month is checked as of its close. */
export async function verifyCloses(tx: Tx): Promise<string[]> {
  const { rows } = await sql<Row>`
    with closed as (
      select c.seq, c.month, (c.month + interval '1 month')::date as ends, c.accounts,
             exists (select from period_reopen r where r.close_seq = c.seq) as reopened
        from period_close c),
    moved as (
      select c.seq, p.account_id,
             coalesce(sum(p.amount) filter (where p.amount > 0 and t.accounting_date >= c.month), 0) as debit,
             coalesce(-sum(p.amount) filter (where p.amount < 0 and t.accounting_date >= c.month), 0) as credit,
             sum(p.amount) as balance, bool_or(t.accounting_date >= c.month) as moved
        from closed c join ledger_transaction t on t.seq < c.seq and t.accounting_date < c.ends
        join posting p on p.seq = t.seq
       where c.reopened group by c.seq, p.account_id),
    stood as (
      select c.seq, a.id as account_id, m.month = c.month as moved, m.balance,
             case when m.month = c.month then m.debit else 0 end as debit,
             case when m.month = c.month then m.credit else 0 end as credit
        from closed c cross join account a
        cross join lateral (
          select * from month_total where account_id = a.id and month <= c.month
           order by month desc limit 1) m
       where not c.reopened),
    expected as (
      select seq, account_id, debit, credit, balance
        from (select seq, account_id, debit, credit, balance, moved from moved
              union all select seq, account_id, debit, credit, balance, moved from stood) e
       where balance <> 0 or moved)
    (select format('closing total of %s in %s: is %s and should be %s', coalesce(a.name, account_id::text),
                  to_char(c.month, 'YYYY-MM'), ${shown("k", "balance")}, ${shown("e", "balance")}) as what
      from period_total k full join expected e using (seq, account_id)
      left join closed c using (seq) left join account a on a.id = account_id
     where (k.debit, k.credit, k.balance) is distinct from (e.debit, e.credit, e.balance)
     order by seq, account_id limit ${MAX_TOLD})`.execute(tx.db);
  return rows.map(({ what }) => what);
}

/** The mismatches of the closes and reopenings behind `since`, between the ledger and their tables. */
export async function verifyClosings(tx: Tx, since: number): Promise<string[]> {
  const behind = after(sql`seq`, since);
  const { rows } = await sql<Row>`
    select format('close %s: is stored as %s but booked as %s', seq, to_char(c.month, 'YYYY-MM'),
                  t.cause::json ->> 'month') as what
      from (select * from period_close where ${behind}) c
      full join (select * from ledger_transaction where kind = 'PERIOD_CLOSE' and ${behind}) t using (seq)
     where to_char(c.month, 'YYYY-MM') is distinct from t.cause::json ->> 'month'
        or c.accounts is distinct from (select count(*) from period_total x where x.seq = c.seq)
    union all
    select format('reopening %s: is stored as %s but booked as %s', seq, to_char(c.month, 'YYYY-MM'),
                  t.cause::json ->> 'month')
      from (select r.seq, r.reason, c.month from period_reopen r left join period_close c on c.seq = r.close_seq
             where ${after(sql`r.seq`, since)}) c
      full join (select * from ledger_transaction where kind = 'PERIOD_REOPEN' and ${behind}) t using (seq)
     where to_char(c.month, 'YYYY-MM') is distinct from t.cause::json ->> 'month'
        or c.reason is distinct from t.cause::json ->> 'reason'`.execute(tx.db);
  return rows.map(({ what }) => what);
}
