// Reads the closes of months, and the closing totals of accounts.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import type { Asset } from "../../../kernel/money.ts";
import type { AccountKey } from "../../../ledger/read-accounts.ts";

/** A close of a month, and its reopening if there was one. */
export interface PeriodCloseView extends Row<"period_close", "month" | "accounts"> {
  readonly seq: number;
  readonly closedAt: number;
  readonly reopenSeq: number | null;
  readonly reopenedAt: number | null;
  readonly reason: string | null;
}

const CLOSE = sql`c.seq::float8 as seq, c.month::text, c.accounts,
  (extract(epoch from t.recorded_at) * 1000)::float8 as "closedAt",
  r.seq::float8 as "reopenSeq", (extract(epoch from o.recorded_at) * 1000)::float8 as "reopenedAt", r.reason
  from period_close c join ledger_transaction t using (seq)
  left join period_reopen r on r.close_seq = c.seq
  left join ledger_transaction o on o.seq = r.seq`;

/** The closes of a month, given by its first day, in order. */
export async function closesOf(tx: Tx, month: string): Promise<PeriodCloseView[]> {
  const { rows } = await sql<PeriodCloseView>`
    select ${CLOSE} where c.month = ${month}::date order by c.seq`.execute(tx.db);
  return rows;
}

/** The close of the last closed month; undefined if no month is closed. */
export async function lastClosed(tx: Tx): Promise<PeriodCloseView | undefined> {
  const { rows } = await sql<PeriodCloseView>`
    select ${CLOSE} where r.seq is null order by c.seq desc limit 1`.execute(tx.db);
  return rows[0];
}

/** The closing total of an account, in minor units; debits positive. */
export interface PeriodTotalView {
  readonly account: string;
  readonly asset: Asset;
  readonly openingMinor: bigint;
  readonly debitsMinor: bigint;
  readonly creditsMinor: bigint;
  readonly closingMinor: bigint;
}

/** A page of the closing totals of a close, by account name. */
export async function pagePeriodTotals(
  tx: Tx,
  seq: number,
  page: Page<AccountKey>,
): Promise<PeriodTotalView[]> {
  const { condition, order } = pageSql(page, [sql`a.name`, sql`a.asset`], (key) => key);
  const { rows } = await sql<
    Row<"account", "name" | "asset"> &
      Row<"asset", "scale"> &
      Row<"period_total", "debit" | "credit" | "balance">
  >`select a.name, a.asset, s.scale, p.debit, p.credit, p.balance
      from period_total p join account a on a.id = p.account_id join asset s on s.code = a.asset
     where p.seq = ${seq} and ${condition} ${order}`.execute(tx.db);
  return rows.map(({ name, asset, scale, debit, credit, balance }) => {
    const [debitsMinor, creditsMinor] = [BigInt(debit), BigInt(credit)];
    const closingMinor = BigInt(balance);
    const openingMinor = closingMinor - debitsMinor + creditsMinor;
    const of = { account: name, asset: { code: asset, scale } };
    return { ...of, openingMinor, debitsMinor, creditsMinor, closingMinor };
  });
}
