// Reads settled orders with the seller's ancestors and the product's category and price at their
// time.
import { sql } from "kysely";
import type { ShareRecord } from "../../commission/orders/index.ts";
import type { Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { numbers } from "../../database/unnest.ts";
import { formatInstant } from "../../kernel/time.ts";
import type { JournalSale, Range } from "./entry.ts";

interface SaleRow
  extends Row<"settlement", "seq" | "seller_id" | "upline" | "product_id" | "supplier_id">,
    Row<"settlement", "supply_price" | "platform"> {
  readonly product: string;
  readonly category: string;
  readonly supplier: string;
  readonly shares: ShareRecord[] | null;
  readonly refunds: string;
}

/** By sequence number. The shares are large, so they are read only for orders in the range. */
export async function readSales(
  tx: Tx,
  { from, to }: Range,
  seqs: readonly number[],
): Promise<Map<number, JournalSale>> {
  if (seqs.length === 0) return new Map();
  const { rows } = await sql<SaleRow>`
    select s.seq, s.seller_id, s.upline, s.product_id, p.code as product, s.supplier_id,
           u.code as supplier, s.supply_price, s.platform,
           case when t.occurred_at >= ${formatInstant(from)}::timestamptz
                 and t.occurred_at < ${formatInstant(to)}::timestamptz then s.shares end as shares,
           coalesce((select from_category from category_change c
                      where c.product_id = s.product_id and c.seq > s.seq order by c.seq limit 1),
                    p.category) as category,
           (select count(*) from refund r where r.order_seq = s.seq) as refunds
      from settlement s
      join ledger_transaction t using (seq)
      join product p on p.id = s.product_id
      join supplier u on u.id = s.supplier_id
     where s.seq = any(${numbers(seqs)}::bigint[])`.execute(tx.db);
  return new Map(rows.map((row) => [Number(row.seq), saleOf(row)]));
}

function saleOf(row: SaleRow): JournalSale {
  const { product: code, category, supplier, supplier_id: supplierId } = row;
  const supplyPriceMinor = BigInt(row.supply_price);
  return {
    sellerId: row.seller_id,
    upline: row.upline,
    product: { id: row.product_id, code, category, supplier, supplierId, supplyPriceMinor },
    supplyPriceMinor,
    platformMinor: BigInt(row.platform),
    shares: row.shares ?? [],
    refunds: Number(row.refunds),
  };
}
