// Reads settlements and their accruals for verification, page by page.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { CHART } from "../../../ledger/chart/chart.ts";
import { nameSql } from "../../../ledger/chart-sql.ts";
import type { ShareRecord } from "./store-settlements.ts";

/** Settlements of one page: few enough that what is read dies young in the garbage collector. */
const PAGE = 500;

export interface SettlementRow
  extends Row<"settlement", "seq" | "seller_id" | "upline" | "month" | "quantity" | "unit_price">,
    Row<"settlement", "supply_price" | "channel_fee" | "platform" | "buyer" | "payment"> {
  // Null where the row is missing.
  readonly seller: string | null;
  readonly product: string | null;
  readonly supplier: string | null;
  readonly shares: ShareRecord[];
  readonly accruals: AccruedRow[];
}

// Lists as JSON text: parsed one row at a time they are garbage at once, parsed with the page they are not.
type Listed = "upline" | "shares" | "accruals";
export type SettlementText = Omit<SettlementRow, Listed> & Readonly<Record<Listed, string>>;

export function parseSettlement(text: SettlementText): SettlementRow {
  const { upline, shares, accruals } = text;
  return {
    ...text,
    upline: JSON.parse(upline),
    shares: JSON.parse(shares),
    accruals: accruals === "[]" ? [] : JSON.parse(accruals),
  };
}

/** An accrual of a transaction: the supplier's account, and the expense or income account. */
export type AccruedRow = readonly [account: string, result: string, amount: string];

export async function readSettlements(tx: Tx, from: number): Promise<SettlementText[]> {
  const { rows } = await sql<SettlementText>`
    with ${PAYERS}
    select s.seq, s.seller_id, d.code as seller, p.code as product, u.code as supplier, s.month::text,
           s.quantity, s.unit_price, s.supply_price, s.channel_fee, s.platform, s.buyer, s.payment,
           array_to_json(s.upline)::text as upline, s.shares::text, ${accruedOf(sql`s.seq`)}::text as accruals
      from settlement s
      left join distributor d on d.id = s.seller_id
      left join product p on p.id = s.product_id
      left join supplier u on u.id = s.supplier_id
     where s.seq >= ${from} order by s.seq limit ${PAGE}`.execute(tx.db);
  return rows;
}

/** SQL: who pays for each programme, looked for in its document once and not for each accrual. */
export const PAYERS = sql`payer as materialized (
  select id, code, document->>'payer' as payer from programme)`;

/**
 * SQL: the accruals of a transaction: to the accrual account while the period was open, later to
 * the supplier. The query has `PAYERS` before it.
 */
export function accruedOf(seq: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(json_agg(json_build_array(
      case when c.seq is not null then ${nameSql(CHART.supplierPayable, sql`u.code`)}
           when p.payer = 'SUPPLIER' then ${nameSql(CHART.rebateDue, sql`p.code`, sql`u.code`)}
           else ${nameSql(CHART.rebateOwed, sql`p.code`, sql`u.code`)} end,
      case p.payer when 'SUPPLIER' then ${nameSql(CHART.rebateIncome)}
           else ${nameSql(CHART.rebateExpense)} end,
      case p.payer when 'SUPPLIER' then (-a.amount)::text else a.amount::text end)), '[]')
    from accrual a
    join payer p on p.id = a.programme_id
    join supplier u on u.id = a.supplier_id
    left join programme_close c on c.code = p.code and c.period = a.period and c.seq < a.seq
   where a.seq = ${seq})`;
}
