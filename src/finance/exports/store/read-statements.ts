// What account statements show: an opening and what moved the account, as far as it was recorded.
import { sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Tx } from "../../../database/database.ts";
import { texts } from "../../../database/unnest.ts";
import type { Asset } from "../../../kernel/money.ts";
import { balanceOn } from "../../../ledger/balances-on.ts";
import { dayBefore } from "../../../ledger/read-statement.ts";
import type { Extent } from "./read-journal.ts";
import type { StatementOf } from "./request.ts";

/** Rows that are read at once. */
const PAGE = 500;
/** Accounts of one distributor or supplier at most; one more is asked for to see whether there are. */
export const MAX_ACCOUNTS = 100;

export interface StatementAccount {
  readonly id: number;
  readonly name: string;
  readonly asset: Asset;
}

/** The accounts that somebody asks for, by name and asset; one more than `MAX_ACCOUNTS` at most. */
export async function findStatementAccounts(tx: Tx, of: StatementOf): Promise<StatementAccount[]> {
  const { rows } = await sql<{ id: number; name: string; asset: string; scale: number }>`
    select a.id, a.name, a.asset, s.scale from account a join asset s on s.code = a.asset
     where ${condition(of)}
     order by a.name collate "C", a.asset collate "C" limit ${MAX_ACCOUNTS + 1}`.execute(tx.db);
  return rows.map(({ id, name, asset, scale }) => ({ id, name, asset: { code: asset, scale } }));
}

function condition(of: StatementOf) {
  if ("account" in of) return sql`a.name = ${of.account}`;
  if ("distributor" in of) {
    const own = ["available", "pending", "withheld", "held", "deposit"].map(
      (kind) => `liabilities:distributor:${of.distributor}:${kind}`,
    );
    const names = [...own, `assets:receivable:distributor:${of.distributor}`];
    return sql`a.name = any(${texts(names)}::text[])`;
  }
  const own = `liabilities:supplier:${of.supplier}`;
  const names = [own, `${own}:held`, `assets:receivable:supplier:${of.supplier}`];
  return sql`(a.name = any(${texts(names)}::text[])
    or (split_part(a.name, ':', 2) = 'rebate' and split_part(a.name, ':', 4) = ${of.supplier}))`;
}

/** What an account held before the first day. */
export async function readOpening(tx: Tx, accountId: number, extent: Extent): Promise<bigint> {
  const { from, last } = extent;
  const { rows } = await sql<{ balance: string }>`
    select ${balanceOn(dayBefore(from))} - coalesce((
             select sum(p.amount) from posting p join ledger_transaction t using (seq)
              where p.account_id = a.id and p.seq > ${last}
                and t.accounting_date < ${from}::date), 0) as balance
      from account a where a.id = ${accountId}`.execute(tx.db);
  return BigInt(rows[0]!.balance);
}

export interface StatementRow {
  readonly seq: number;
  readonly date: string;
  readonly kind: string;
  readonly ref: string | null;
  readonly request: Readonly<Record<string, unknown>>;
  readonly amountMinor: bigint;
  /** The other accounts of its transaction. */
  readonly counterparts: string;
}

/** An account's postings by accounting date and in the order of the stream, by pages. */
export async function* readStatementRows(
  tx: Tx,
  accountId: number,
  { from, to, last }: Extent,
): AsyncGenerator<StatementRow[]> {
  type Row = Omit<StatementRow, "request" | "amountMinor"> & {
    readonly cause: string;
    readonly amount: string;
  };
  const query = sql`
    select p.seq::float8 as seq, t.accounting_date::text as date, t.kind, t.ref, t.cause, p.amount,
           coalesce(o.names, '') as counterparts
      from posting p join ledger_transaction t on t.seq = p.seq
      cross join lateral (
        select string_agg(distinct a.name, ', ' order by a.name) as names
          from posting other join account a on a.id = other.account_id
         where other.seq = p.seq and other.line <> p.line) o
     where p.account_id = ${accountId} and p.seq <= ${last}
       and t.accounting_date between ${from}::date and ${to}::date
     order by t.accounting_date, p.seq, p.line`;
  for await (const rows of fetchPages<Row>(tx, `statement_${accountId}`, query, PAGE)) {
    yield rows.map(({ cause, amount, ...row }) => {
      return { ...row, request: JSON.parse(cause), amountMinor: BigInt(amount) };
    });
  }
}
