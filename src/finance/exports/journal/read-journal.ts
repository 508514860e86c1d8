// Reads the journal by accounting date, with the balances at each month's end, in constant memory.
import { type RawBuilder, sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import type { Days } from "../../../kernel/days.ts";
import type { Asset } from "../../../kernel/money.ts";

/** Transactions of one page. */
const ENTRIES = 50;
/** Accounts of one page, with their balances. */
const BALANCES = 2_000;

/** The part of the ledger to read: a range of days, recorded up to a transaction. */
export interface Extent extends Days {
  /** The last transaction included. */
  readonly last: number;
}

/** A posting with its names; debits positive, in minor units. */
export interface JournalPosting {
  readonly line: number;
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: bigint;
}

export interface JournalEntry extends Row<"ledger_transaction", "kind" | "ref"> {
  readonly seq: number;
  readonly date: string;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  /** The request that caused the entry. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly postings: readonly JournalPosting[];
}

/** The balance of an account at the end of a day. */
export interface DayBalance extends Row<"account", "asset"> {
  readonly day: string;
  readonly account: string;
  readonly balanceMinor: bigint;
}

/** The days of the first and the last posting up to a transaction; undefined without postings. */
export async function findDays(tx: Tx, last: number): Promise<Days | undefined> {
  const { rows } = await sql<{ from: string | null; to: string | null }>`
    select min(accounting_date)::text as from, max(accounting_date)::text as to
      from ledger_transaction where posting_count > 0 and seq <= ${last}`.execute(tx.db);
  const { from, to } = rows[0]!;
  return from === null || to === null ? undefined : { from, to };
}

/** The number of transactions with postings in the days. */
export async function countEntries(tx: Tx, extent: Extent): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::float8 as count from ledger_transaction t where ${within(extent)}`.execute(
    tx.db,
  );
  return rows[0]!.count;
}

/** The SQL condition that transaction `t` is in the extent. */
function within({ from, to, last }: Extent): RawBuilder<unknown> {
  return sql`(t.posting_count > 0 and t.seq <= ${last}
    and t.accounting_date between ${from}::date and ${to}::date)`;
}

/** Every asset of the network, by code. */
export async function readAssets(tx: Tx): Promise<Asset[]> {
  const { rows } = await sql<Asset>`
    select code, scale from asset order by code collate "C"`.execute(tx.db);
  return rows;
}

/** All account names in order, each with its assets. */
export async function* readAccounts(tx: Tx): AsyncGenerator<{ name: string; assets: string[] }[]> {
  yield* fetchPages(
    tx,
    "export_accounts",
    sql`select name, array_agg(asset order by asset collate "C") as assets
          from account group by name order by name collate "C"`,
    BALANCES,
  );
}

interface EntryRow
  extends Omit<JournalEntry, "request" | "postings">,
    Row<"ledger_transaction", "cause"> {
  /** One text line for each posting, with tabs between the fields; names and codes have neither. */
  readonly postings: string;
}

/** The transactions with postings in order of accounting date, then of sequence, by pages. */
export async function* readEntries(tx: Tx, extent: Extent): AsyncGenerator<JournalEntry[]> {
  const query = sql`
    select t.seq::float8 as seq, t.accounting_date::text as date, t.kind, t.ref, t.cause, l.postings,
           (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt"
      from ledger_transaction t
      cross join lateral (
        select string_agg(concat_ws(E'\t', p.line, a.name, p.asset, p.amount), E'\n' order by p.line)
               as postings
          from posting p join account a on a.id = p.account_id where p.seq = t.seq) l
     where ${within(extent)}
     order by t.accounting_date, t.seq`;
  for await (const rows of fetchPages<EntryRow>(tx, "export_entries", query, ENTRIES)) {
    yield rows.map(({ cause, postings, ...row }) => {
      return { ...row, request: JSON.parse(cause), postings: postings.split("\n").map(postingOf) };
    });
  }
}

function postingOf(text: string): JournalPosting {
  const [line, account, asset, amount] = text.split("\t") as [string, string, string, string];
  return { line: Number(line), account, asset, amountMinor: BigInt(amount) };
}

/**
 * The balance of each account at the end of every month with postings to it (the last month ends at
 * `to`), by day and name. The opening balances come first, dated the day before `from`. They come
 * from stored totals less the postings recorded after the extent; no history is summed.
 */
export async function* readMonthEnds(tx: Tx, extent: Extent): AsyncGenerator<DayBalance[]> {
  const { from, to, last } = extent;
  const month = sql`date_trunc('month', ${from}::date)::date`;
  const endOf = (day: RawBuilder<unknown>) => sql`case when ${day} < ${from}::date
    then ${from}::date - 1
    else least((date_trunc('month', ${day}) + interval '1 month - 1 day')::date, ${to}::date) end`;
  const query = sql`
    with moved as (
      select account_id, day, sum(amount) as amount from (
        (select distinct on (account_id) account_id, ${from}::date - 1 as day, balance as amount
           from month_total where month < ${month} order by account_id, month desc)
        union all
        select account_id, ${endOf(sql`day`)}, debit - credit from day_total
         where day between ${month} and ${to}::date
        union all
        select p.account_id, ${endOf(sql`t.accounting_date`)}, -p.amount
          from posting p join ledger_transaction t on t.seq = p.seq
         where p.seq > ${last} and t.accounting_date <= ${to}::date) m
       group by account_id, day)
    select m.day::text as day, a.name as account, a.asset,
           sum(m.amount) over (partition by m.account_id order by m.day) as balance
      from moved m join account a on a.id = m.account_id
     order by m.day, a.name collate "C", a.asset collate "C"`;
  type MonthEnd = Omit<DayBalance, "balanceMinor"> & { readonly balance: string };
  for await (const rows of fetchPages<MonthEnd>(tx, "export_month_ends", query, BALANCES)) {
    yield rows.map(({ balance, ...row }) => ({ ...row, balanceMinor: BigInt(balance) }));
  }
}
