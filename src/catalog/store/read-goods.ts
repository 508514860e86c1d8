// Reads suppliers and products for the API.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { type Page, pageSql } from "../../database/page.ts";
import type { Row } from "../../database/tables.ts";
import { numbers, texts } from "../../database/unnest.ts";

export type SupplierView = Row<"supplier", "id" | "code" | "name">;

/** Prices in minor units. */
export interface ProductView extends Row<"product", "id" | "code" | "name" | "category"> {
  readonly supplierId: number;
  readonly supplyPriceMinor: bigint;
  readonly listPriceMinor: bigint | null;
}

const SUPPLIER = sql`s.id, s.code, s.name`;

/** Suppliers in the order of the ids; undefined for an unknown id. */
export async function findSuppliersById(
  tx: Tx,
  ids: readonly number[],
): Promise<(SupplierView | undefined)[]> {
  const { rows } = await sql<SupplierView>`
    select ${SUPPLIER} from supplier s where s.id = any(${numbers(ids)}::int[])`.execute(tx.db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/** Suppliers in the order of the codes; undefined for an unknown code. */
export async function findSuppliersByCode(
  tx: Tx,
  codes: readonly string[],
): Promise<(SupplierView | undefined)[]> {
  const { rows } = await sql<SupplierView>`
    select ${SUPPLIER} from supplier s where s.code = any(${texts(codes)}::text[])`.execute(tx.db);
  const byCode = new Map(rows.map((row) => [row.code, row]));
  return codes.map((code) => byCode.get(code));
}

/** A page of all suppliers, by code. */
export async function pageSuppliers(tx: Tx, page: Page<string>): Promise<SupplierView[]> {
  const { condition, order } = pageSql(page, [sql`s.code`], (code) => [code]);
  const { rows } = await sql<SupplierView>`
    select ${SUPPLIER} from supplier s where ${condition} ${order}`.execute(tx.db);
  return rows;
}

async function selectProducts(tx: Tx, where: RawBuilder<unknown>): Promise<ProductView[]> {
  const { rows } = await sql<
    Omit<ProductView, `${string}Minor`> & Row<"product", "supply_price" | "list_price">
  >`select p.id, p.code, p.name, p.category, p.supplier_id as "supplierId", p.supply_price,
           p.list_price
      from product p where ${where}`.execute(tx.db);
  return rows.map(({ supply_price, list_price, ...row }) => ({
    ...row,
    supplyPriceMinor: BigInt(supply_price),
    listPriceMinor: list_price === null ? null : BigInt(list_price),
  }));
}

/** Products in the order of the ids; undefined for an unknown id. */
export async function findProductsById(
  tx: Tx,
  ids: readonly number[],
): Promise<(ProductView | undefined)[]> {
  const rows = await selectProducts(tx, sql`p.id = any(${numbers(ids)}::int[])`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/** Products in the order of the codes; undefined for an unknown code. */
export async function findProductsByCode(
  tx: Tx,
  codes: readonly string[],
): Promise<(ProductView | undefined)[]> {
  const rows = await selectProducts(tx, sql`p.code = any(${texts(codes)}::text[])`);
  const byCode = new Map(rows.map((row) => [row.code, row]));
  return codes.map((code) => byCode.get(code));
}

/** A page of all products, or of one supplier's products, by code. */
export function pageProducts(
  tx: Tx,
  supplierId: number | undefined,
  page: Page<string>,
): Promise<ProductView[]> {
  const { condition, order } = pageSql(page, [sql`p.code`], (code) => [code]);
  const whose = supplierId === undefined ? sql`true` : sql`p.supplier_id = ${supplierId}`;
  return selectProducts(tx, sql`${whose} and ${condition} ${order}`);
}
