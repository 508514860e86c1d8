// Reads the content of account statements: the opening balance and the postings of an extent.
import { sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Tx } from "../../../database/database.ts";
import type { Row, Tables } from "../../../database/tables.ts";
import { dayBefore } from "../../../kernel/days.ts";
import type { Asset } from "../../../kernel/money.ts";
import { balanceOn } from "../../../ledger/balances-on.ts";
import { ownedBySql } from "../../../ledger/chart-sql.ts";
import type { Extent } from "./read-journal.ts";
import type { AccountStatementOf } from "./request.ts";

/** Rows of one page. */
const PAGE = 500;
/** Most accounts of one distributor or supplier; one more is read to detect that there are more. */
export const MAX_ACCOUNTS = 100;

export interface StatedAccount {
  readonly id: number;
  readonly name: string;
  readonly asset: Asset;
}

/** The requested accounts, by name and asset; at most `MAX_ACCOUNTS` + 1. */
export async function findStatedAccounts(tx: Tx, of: AccountStatementOf): Promise<StatedAccount[]> {
  const { rows } = await sql<Tables["account"] & Row<"asset", "scale">>`
    select a.id, a.name, a.asset, s.scale from account a join asset s on s.code = a.asset
     where ${condition(of)}
     order by a.name collate "C", a.asset collate "C" limit ${MAX_ACCOUNTS + 1}`.execute(tx.db);
  return rows.map(({ id, name, asset, scale }) => ({ id, name, asset: { code: asset, scale } }));
}

function condition(of: AccountStatementOf) {
  if ("account" in of) return sql`a.name = ${of.account}`;
  return "distributor" in of
    ? ownedBySql(sql`a.name`, "DISTRIBUTOR", of.distributor)
    : ownedBySql(sql`a.name`, "SUPPLIER", of.supplier);
}

/** The balance of an account before the first day. */
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

export interface AccountStatementRow extends Row<"ledger_transaction", "kind" | "ref"> {
  readonly seq: number;
  readonly date: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly amountMinor: bigint;
  /** The other accounts of the transaction. */
  readonly counterparts: string;
}

/** An account's postings by accounting date, then by sequence, in pages. */
export async function* readAccountStatementRows(
  tx: Tx,
  accountId: number,
  { from, to, last }: Extent,
): AsyncGenerator<AccountStatementRow[]> {
  type Posted = Omit<AccountStatementRow, "request" | "amountMinor"> &
    Row<"ledger_transaction", "cause"> &
    Row<"posting", "amount">;
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
  for await (const rows of fetchPages<Posted>(tx, `statement_${accountId}`, query, PAGE)) {
    yield rows.map(({ cause, amount, ...row }) => {
      return { ...row, request: JSON.parse(cause), amountMinor: BigInt(amount) };
    });
  }
}
