// Imports products and their suppliers, all or nothing; a product with a known code is updated. The rows are
// stored before the lane is taken, so orders are settled meanwhile, at the prices as they were.
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { writeBeside } from "../../database/beside.ts";
import type { Network, Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { numbers, texts } from "../../database/unnest.ts";
import { parseCode, parseName } from "../../kernel/code.ts";
import { Refusal } from "../../kernel/errors.ts";
import { type Asset, parseAmount } from "../../kernel/money.ts";
import { commitIn } from "../../ledger/post.ts";
import { FileFaults, type FileRow } from "../../platform/files/row.ts";
import { PRODUCTS_IMPORT } from "../kinds.ts";

/** Most rows of one file. */
const MAX_ROWS = 1_000_000;

interface NewProduct {
  readonly line: number;
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly supplier: string;
  readonly supplyPriceMinor: bigint;
  readonly listPriceMinor: bigint | null;
}

/** Imports products in one transaction. Throws `Refusals` with the line of each fault. */
export async function importProducts(
  network: Network,
  rows: AsyncIterable<FileRow>,
  at: number,
): Promise<{ written: number; unchanged: number }> {
  const { products, digest } = await readProducts(rows, network.settings.asset);
  return writeBeside(network, "catalogue", async (tx) => {
    await insertSuppliers(tx, products);
    const moved = await findMoved(tx, products);
    const written = await upsertProducts(tx, products);
    if (written > 0) {
      const cause = JSON.stringify({ rows: products.length, sha256: digest });
      await commitIn(network, tx, async (book) => {
        const kind = PRODUCTS_IMPORT;
        const { seq } = book.append({ kind, ref: null, occurredAt: at, cause, legs: [] });
        await storeMoved(tx, seq, moved);
      });
    }
    return { written, unchanged: products.length - written };
  });
}

async function readProducts(rows: AsyncIterable<FileRow>, asset: Asset) {
  const faults = new FileFaults();
  const products = new Map<string, NewProduct>();
  const digest = createHash("sha256");
  for await (const { line, values } of rows) {
    if (products.size >= MAX_ROWS)
      throw new Refusal("INVALID", `the file has too many rows: at most ${MAX_ROWS} are allowed`);
    const {
      code = "",
      name = "",
      category = "",
      supplier = "",
      supply_price = "",
      list_price = "",
    } = values;
    digest.update(
      `${JSON.stringify([code, name, category, supplier, supply_price, list_price])}\n`,
    );
    faults.guard(line, () => {
      const product = {
        line,
        code: parseCode(code, "code"),
        name: parseName(name, code, "name"),
        category: parseName(category, "", "category"),
        supplier: parseCode(supplier, "supplier"),
        supplyPriceMinor: parsePrice(supply_price, asset, "supply_price"),
        listPriceMinor: list_price === "" ? null : parsePrice(list_price, asset, "list_price"),
      };
      const twin = products.get(code);
      if (twin !== undefined) {
        throw new Refusal("CONFLICT", `code: "${code}" is already on line ${twin.line}`, "code");
      }
      products.set(code, product);
    });
  }
  faults.assertNone();
  return { products: [...products.values()], digest: digest.digest("hex") };
}

function parsePrice(text: string, asset: Asset, field: string): bigint {
  const price = parseAmount(text, asset.scale, field);
  if (price < 0n) throw new Refusal("INVALID", `${field}: "${text}" must be 0 or more`, field);
  return price;
}

async function insertSuppliers(tx: Tx, products: readonly NewProduct[]): Promise<void> {
  const codes = [...new Set(products.map((product) => product.supplier))];
  await sql`insert into supplier (id, code, name)
    select (select coalesce(max(id), 0) from supplier) + row_number() over (order by n), code, code
      from unnest(${texts(codes)}::text[]) with ordinality as s (code, n)
     where not exists (select from supplier where supplier.code = s.code)`.execute(tx.db);
}

async function upsertProducts(tx: Tx, products: readonly NewProduct[]): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into product (id, code, name, category, supplier_id, supply_price, list_price)
    select coalesce(old.id, (select coalesce(max(id), 0) from product)
                            + row_number() over (partition by old.id is null order by n)),
           p.code, p.name, p.category, s.id, p.supply_price, p.list_price
      from unnest(${texts(products.map((p) => p.code))}::text[],
        ${texts(products.map((p) => p.name))}::text[],
        ${texts(products.map((p) => p.category))}::text[],
        ${texts(products.map((p) => p.supplier))}::text[],
        ${numbers(products.map((p) => p.supplyPriceMinor))}::bigint[],
        ${numbers(products.map((p) => p.listPriceMinor))}::bigint[])
        with ordinality as p (code, name, category, supplier, supply_price, list_price, n)
      join supplier s on s.code = p.supplier
      left join product old on old.code = p.code
     where (old.name, old.category, old.supplier_id, old.supply_price, old.list_price)
           is distinct from (p.name, p.category, s.id, p.supply_price, p.list_price)
    on conflict (code) do update set name = excluded.name, category = excluded.category,
      supplier_id = excluded.supplier_id, supply_price = excluded.supply_price,
      list_price = excluded.list_price`.execute(tx.db);
  return Number(numAffectedRows ?? 0);
}

/** A product whose category changes: plans match by category, so the old one is stored. */
interface Moved extends Row<"product", "id"> {
  readonly from: string;
  readonly to: string;
}

async function findMoved(tx: Tx, products: readonly NewProduct[]): Promise<Moved[]> {
  const { rows } = await sql<Moved>`
    select old.id, old.category as "from", p.category as "to"
      from unnest(${texts(products.map((p) => p.code))}::text[],
        ${texts(products.map((p) => p.category))}::text[]) as p (code, category)
      join product old on old.code = p.code and old.category <> p.category`.execute(tx.db);
  return rows;
}

async function storeMoved(tx: Tx, seq: number, moved: readonly Moved[]): Promise<void> {
  await sql`insert into category_change (seq, product_id, from_category, to_category)
    select ${seq}::bigint, * from unnest(${numbers(moved.map((m) => m.id))}::int[],
      ${texts(moved.map((m) => m.from))}::text[], ${texts(moved.map((m) => m.to))}::text[])`.execute(
    tx.db,
  );
}
