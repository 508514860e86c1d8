// Reading settled orders for whoever asks: many at once, by ref, and by pages.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { byList, type Page, pageSql } from "../../../database/page.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Payment } from "../../engine/order.ts";
import type { ShareRecord } from "./store-settlements.ts";

/** An order and what came of it; amounts in minor units of the settlement asset (rules §2). */
export interface SaleView {
  readonly seq: number;
  readonly ref: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly accountingDate: string;
  readonly sellerId: number;
  readonly productId: number;
  readonly supplierId: number;
  readonly planVersion: number;
  readonly ladderVersion: number | null;
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  readonly supplyPriceMinor: bigint;
  readonly channelFeeMinor: bigint;
  readonly platformMinor: bigint;
  readonly grossMinor: bigint;
  readonly costMinor: bigint;
  readonly marginMinor: bigint;
  readonly buyer: string | null;
  readonly payment: Payment;
  readonly shares: readonly ShareRecord[];
}

export interface TierChangeView {
  readonly distributorId: number;
  readonly from: string | null;
  readonly to: string;
  /** The ids of its ancestors then, the nearest first. */
  readonly upline: readonly number[];
}

type Row = Omit<SaleView, `${string}Minor`> & {
  unit_price: string;
  supply_price: string;
  channel_fee: string;
  platform: string;
};

function viewOf({ unit_price, supply_price, channel_fee, platform, ...row }: Row): SaleView {
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

async function selectSales(tx: Tx, where: RawBuilder<unknown>): Promise<SaleView[]> {
  const { rows } = await sql<Row>`
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

/** Sales in the order of the sequence numbers; undefined for one that is not there. */
export async function findSales(
  tx: Tx,
  seqs: readonly number[],
): Promise<(SaleView | undefined)[]> {
  const rows = await selectSales(tx, sql`s.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}

/** Sales in the order of the orders' refs; undefined for one that is not there. */
export async function findSalesByRef(
  tx: Tx,
  refs: readonly string[],
): Promise<(SaleView | undefined)[]> {
  const some = sql`t.kind = 'SETTLEMENT' and t.ref = any(${texts(refs)}::text[])`;
  const byRef = new Map((await selectSales(tx, some)).map((row) => [row.ref, row]));
  return refs.map((ref) => byRef.get(ref));
}

/** Whose sales: of a seller, of a supplier's products, of both, or all. */
export interface SalesFilter {
  readonly sellerId?: number | undefined;
  readonly supplierId?: number | undefined;
}

/** A page of the settled orders, in the order of the stream. */
export function pageSales(tx: Tx, filter: SalesFilter, page: Page<number>): Promise<SaleView[]> {
  const { condition, order } = pageSql(page, [sql`s.seq`], (seq) => [seq]);
  const wanted = [condition];
  if (filter.sellerId !== undefined) wanted.push(sql`s.seller_id = ${filter.sellerId}`);
  if (filter.supplierId !== undefined) wanted.push(sql`s.supplier_id = ${filter.supplierId}`);
  return selectSales(tx, sql`${sql.join(wanted, sql` and `)} ${order}`);
}

/** The tier changes that many sales brought about, each from the seller up. */
export async function tierChangesOf(tx: Tx, seqs: readonly number[]): Promise<TierChangeView[][]> {
  const { rows } = await sql<TierChangeView & { n: number }>`
    select w.n::int as n, c.distributor_id as "distributorId", c.from_tier as "from",
           c.to_tier as "to", c.upline
      from unnest(${numbers(seqs)}::bigint[]) with ordinality as w (seq, n)
      join tier_change c on c.seq = w.seq
     order by w.n, c.line`.execute(tx.db);
  return byList(rows, seqs.length);
}
