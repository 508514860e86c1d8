// The part of a network that its lane has in memory: what a batch needs, loaded in sets, and kept
// from batch to batch for as long as nobody else has written to the book.
import { sql } from "kysely";
import { findLadders, findPlans } from "../catalog/published.ts";
import type { Network, Tx } from "../database/database.ts";
import { numbers, texts } from "../database/unnest.ts";
import { type Distributor, lineUp, type Status } from "../engine/distributor.ts";
import type { Ladder } from "../engine/ladder.ts";
import type { Order, Product } from "../engine/order.ts";
import { MAX_FIRST_SALES, type Plan } from "../engine/plan.ts";
import type { State } from "../engine/state.ts";
import type { Asset } from "../kernel/money.ts";
import type { Zone } from "../kernel/time.ts";
import type { Book } from "../ledger/book.ts";

interface DistributorRow {
  id: number;
  code: string;
  parent_id: number | null;
  tier: string | null;
  status: Status;
}

export class Memory implements State {
  readonly book: Book;
  readonly asset: Asset;
  readonly zone: Zone;
  readonly plans: readonly Plan[];
  readonly ladders: readonly Ladder[];
  readonly #byCode = new Map<string, Distributor>();
  readonly #byId = new Map<number, Distributor>();
  readonly #products = new Map<string, Product>();
  readonly #countsSales: boolean;
  /** The assets in which a plan pays the buyer. */
  readonly #cashbackAssets: ReadonlySet<string>;

  private constructor(
    network: Network,
    book: Book,
    plans: readonly Plan[],
    ladders: readonly Ladder[],
  ) {
    this.book = book;
    this.asset = network.settings.asset;
    this.zone = network.settings.zone;
    this.plans = plans;
    this.ladders = ladders;
    const rules = plans.flatMap((plan) => plan.rules);
    this.#countsSales = rules.some(({ kind }) => kind === "REFERRAL");
    const cashback = rules.filter(({ kind }) => kind === "CASHBACK");
    this.#cashbackAssets = new Set(cashback.map(({ asset = this.asset }) => asset.code));
  }

  static async open(network: Network, book: Book, tx: Tx): Promise<Memory> {
    const { asset } = network.settings;
    const [plans, ladders] = [await findPlans(network, tx), await findLadders(tx, asset)];
    return new Memory(network, book, plans, ladders);
  }

  /** How many distributors and products are remembered. */
  get size(): number {
    return this.#byId.size + this.#products.size;
  }

  distributor(code: string): Distributor | undefined {
    return this.#byCode.get(code);
  }

  product(code: string): Product | undefined {
    return this.#products.get(code);
  }

  balance(account: string): bigint {
    return this.book.balance(this.asset.code, account);
  }

  /** Loads whatever the orders can touch and is not here yet: a few queries, however many orders. */
  async load(tx: Tx, orders: readonly Order[]): Promise<void> {
    await this.#loadDistributors(tx, new Set(orders.map((order) => order.seller)));
    await this.#loadProducts(tx, new Set(orders.map((order) => order.product)));
    await this.book.load(tx, this.asset.code, this.#accounts(orders));
    const buyers = orders
      .flatMap(({ buyer }) => buyer ?? [])
      .map((code) => `liabilities:buyer:${code}`);
    for (const asset of this.#cashbackAssets) {
      await this.book.load(tx, asset, ["expenses:cashback", ...buyers]);
    }
  }

  async #loadDistributors(tx: Tx, codes: Set<string>): Promise<void> {
    const missing = [...codes].filter((code) => !this.#byCode.has(code));
    if (missing.length === 0) return;
    const { rows } = await sql<DistributorRow>`
      select id, code, parent_id, tier, status from distributor
       where id in (select unnest(path) from distributor where code = any(${texts(missing)}::text[]))
       order by cardinality(path)`.execute(tx.db);
    const fresh: number[] = [];
    for (const { id, code, parent_id, tier, status } of rows) {
      if (this.#byId.has(id)) continue;
      const parent = parent_id === null ? null : this.#byId.get(parent_id)!;
      const distributor = { id, code, parent, status, tier, sales: 0, volumes: new Map() };
      this.#byId.set(id, distributor);
      this.#byCode.set(code, distributor);
      fresh.push(id);
    }
    await this.#loadVolumes(tx, fresh);
    if (this.#countsSales) await this.#loadSales(tx, fresh);
  }

  // Counted as far as a plan can ask.
  async #loadSales(tx: Tx, ids: number[]): Promise<void> {
    const { rows } = await sql<{ id: number; sales: string }>`
      select d.id, s.sales from unnest(${numbers(ids)}::int[]) as d (id) cross join lateral (
        select count(*) as sales from (
          select from settlement where seller_id = d.id limit ${MAX_FIRST_SALES}) first) s`.execute(
      tx.db,
    );
    for (const { id, sales } of rows) this.#byId.get(id)!.sales = Number(sales);
  }

  async #loadVolumes(tx: Tx, ids: number[]): Promise<void> {
    const { rows } = await sql<{ id: number; month: string; personal: string; team: string }>`
      select distributor_id as id, month::text, personal, team from volume
       where distributor_id = any(${numbers(ids)}::int[])`.execute(tx.db);
    for (const { id, month, personal, team } of rows) {
      const volume = { personal: BigInt(personal), team: BigInt(team) };
      this.#byId.get(id)!.volumes.set(month, volume);
    }
  }

  async #loadProducts(tx: Tx, codes: Set<string>): Promise<void> {
    const missing = [...codes].filter((code) => !this.#products.has(code));
    if (missing.length === 0) return;
    const { rows } = await sql<Omit<Product, "supplyPriceMinor"> & { supply_price: string }>`
      select p.id, p.code, p.category, s.code as supplier, s.id as "supplierId", p.supply_price
        from product p join supplier s on s.id = p.supplier_id
       where p.code = any(${texts(missing)}::text[])`.execute(tx.db);
    for (const { supply_price, ...row } of rows) {
      this.#products.set(row.code, { ...row, supplyPriceMinor: BigInt(supply_price) });
    }
  }

  // Every account that one of these orders could post to.
  #accounts(orders: readonly Order[]): Set<string> {
    const names = new Set(["assets:custody", "liabilities:channel-fee", "revenue:platform"]);
    const sellers = new Set<Distributor>();
    for (const order of orders) {
      const seller = this.#byCode.get(order.seller);
      if (seller !== undefined) sellers.add(seller);
      const product = this.#products.get(order.product);
      if (product !== undefined) names.add(`liabilities:supplier:${product.supplier}`);
    }
    for (const seller of sellers) {
      names.add(`liabilities:distributor:${seller.code}:deposit`);
      for (const one of lineUp(seller)) names.add(`liabilities:distributor:${one.code}:available`);
    }
    return names;
  }
}
