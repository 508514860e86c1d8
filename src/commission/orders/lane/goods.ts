// The products that a lane remembers, and their suppliers with their turnover.
import type { Tx } from "../../../database/database.ts";
import type { Order, Product } from "../../engine/order.ts";
import type { Programmes } from "../../engine/programme.ts";
import type { Supplier } from "../../engine/supplier.ts";
import { loadProducts, loadSuppliers } from "../../programmes/index.ts";

export class Goods {
  readonly #programmes: Programmes;
  readonly #products = new Map<string, Product>();
  readonly #suppliers = new Map<string, Supplier>();

  constructor(programmes: Programmes) {
    this.#programmes = programmes;
  }

  /** The number of remembered products. */
  get size(): number {
    return this.#products.size;
  }

  product(code: string): Product | undefined {
    return this.#products.get(code);
  }

  /** A supplier that is loaded. */
  supplier(code: string): Supplier {
    return this.#suppliers.get(code)!;
  }

  /** The suppliers of the products that orders name and that are remembered. */
  suppliersOf(orders: readonly Order[]): Set<string> {
    return new Set(orders.flatMap(({ product }) => this.#products.get(product)?.supplier ?? []));
  }

  async findProducts(tx: Tx, orders: readonly Order[]): Promise<void> {
    const codes = new Set(orders.map((order) => order.product));
    const missing = [...codes].filter((code) => !this.#products.has(code));
    for (const one of await loadProducts(tx, missing)) this.#products.set(one.code, one);
  }

  /** Loads also the other members of alliances, because the sales of one member change their parts. */
  async loadSuppliers(tx: Tx, codes: ReadonlySet<string>): Promise<void> {
    const wanted = new Set(codes);
    for (const { suppliers } of this.#programmes.all) {
      if (suppliers.some((code) => codes.has(code))) for (const one of suppliers) wanted.add(one);
    }
    const missing = [...wanted].filter((code) => !this.#suppliers.has(code));
    for (const one of await loadSuppliers(tx, missing)) this.#suppliers.set(one.code, one);
  }

  /** Reads the turnover of suppliers again, if they are remembered. */
  async refresh(tx: Tx, ids: readonly number[]): Promise<void> {
    const stale = [...this.#suppliers.values()].filter(({ id }) => ids.includes(id));
    for (const { code } of stale) this.#suppliers.delete(code);
    await this.loadSuppliers(tx, new Set(stale.map(({ code }) => code)));
  }
}
