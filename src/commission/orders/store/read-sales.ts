// Reads settled orders for the API: many at once, by ref, and by pages.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { SaleView } from "./sale-view.ts";

type SaleRow = Omit<SaleView, `${string}Minor`> &
  Row<"settlement", "unit_price" | "supply_price" | "channel_fee" | "platform">;

function viewOf({ unit_price, supply_price, channel_fee, platform, ...row }: SaleRow): SaleView {
  const quantity = BigInt(row.quantity);
  const unitPriceMinor = BigInt(unit_price);
  const supplyPriceMinor = BigInt(supply_price);
  const channelFeeMinor = BigInt(channel_fee);
  const grossMinor = quantity * unitPriceMinor;
  const costMinor = quantity * supplyPriceMinor;
  return {
    ...row,
    unitPriceMinor,
    supplyPriceMinor,
    channelFeeMinor,
    platformMinor: BigInt(platform),
    grossMinor,
    costMinor,
    marginMinor: grossMinor - costMinor - channelFeeMinor,
  };
}

/** The sales for which a condition on `settlement s` or its `ledger_transaction t` holds. */
export async function selectSales(tx: Tx, where: RawBuilder<unknown>): Promise<SaleView[]> {
  const { rows } = await sql<SaleRow>`
    select s.seq::float8 as seq, t.ref, t.accounting_date::text as "accountingDate",
           (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt",
           (extract(epoch from t.recorded_at) * 1000)::float8 as "recordedAt",
           s.seller_id as "sellerId", s.product_id as "productId", s.supplier_id as "supplierId",
           s.plan_version as "planVersion", s.ladder_version as "ladderVersion",
           s.quantity::float8 as quantity, s.unit_price, s.supply_price, s.channel_fee, s.platform,
           s.buyer, s.payment, s.shares
      from settlement s join ledger_transaction t using (seq) where ${where}`.execute(tx.db);
  return rows.map(viewOf);
}

/** Sales in the order of the sequence numbers; undefined for an unknown number. */
export async function findSales(
  tx: Tx,
  seqs: readonly number[],
): Promise<(SaleView | undefined)[]> {
  const rows = await selectSales(tx, sql`s.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}

/** Sales in the order of the orders' refs; undefined for an unknown ref. */
export async function findSalesByRef(
  tx: Tx,
  refs: readonly string[],
): Promise<(SaleView | undefined)[]> {
  const some = sql`t.kind = 'SETTLEMENT' and t.ref = any(${texts(refs)}::text[])`;
  const byRef = new Map((await selectSales(tx, some)).map((row) => [row.ref, row]));
  return refs.map((ref) => byRef.get(ref));
}

/** Selects the sales of a seller, of a supplier's products, of both, or all. */
export interface SalesFilter {
  readonly sellerId?: number | undefined;
  readonly supplierId?: number | undefined;
}

/** A page of the settled orders, by sequence number. */
export function pageSales(tx: Tx, filter: SalesFilter, page: Page<number>): Promise<SaleView[]> {
  const { condition, order } = pageSql(page, [sql`s.seq`], (seq) => [seq]);
  const wanted = [condition];
  if (filter.sellerId !== undefined) wanted.push(sql`s.seller_id = ${filter.sellerId}`);
  if (filter.supplierId !== undefined) wanted.push(sql`s.supplier_id = ${filter.supplierId}`);
  return selectSales(tx, sql`${sql.join(wanted, sql` and `)} ${order}`);
}
