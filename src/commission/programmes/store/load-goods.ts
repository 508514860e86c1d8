// Loads products and suppliers for the engine; suppliers with their turnover by month.

import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { texts } from "../../../database/unnest.ts";
import type { Product } from "../../engine/order.ts";
import type { Supplier, Turnover } from "../../engine/supplier.ts";

/** The products with one of the codes. */
export async function loadProducts(tx: Tx, codes: readonly string[]): Promise<Product[]> {
  if (codes.length === 0) return [];
  const { rows } = await sql<Omit<Product, "supplyPriceMinor"> & Row<"product", "supply_price">>`
    select p.id, p.code, p.category, s.code as supplier, s.id as "supplierId", p.supply_price
      from product p join supplier s on s.id = p.supplier_id
     where p.code = any(${texts(codes)}::text[])`.execute(tx.db);
  return rows.map(({ supply_price, ...row }) => {
    return { ...row, supplyPriceMinor: BigInt(supply_price) };
  });
}

/** The suppliers with one of the codes. */
export async function loadSuppliers(tx: Tx, codes: readonly string[]): Promise<Supplier[]> {
  if (codes.length === 0) return [];
  const { rows } = await sql<Row<"supplier", "id" | "code"> & { months: string[] }>`
    select id, code, array(select concat_ws(' ', month, gross, cost) from supplier_volume
                            where supplier_id = supplier.id) as months
      from supplier where code = any(${texts(codes)}::text[])`.execute(tx.db);
  return rows.map(({ id, code, months }) => {
    const turnover = months.map((text): [string, Turnover] => {
      const [month, gross, cost] = text.split(" ") as [string, string, string];
      return [month, { grossMinor: BigInt(gross), costMinor: BigInt(cost) }];
    });
    return { id, code, turnover: new Map(turnover) };
  });
}
