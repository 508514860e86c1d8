// The part of a network that its lane has in memory: what a batch needs, loaded in sets, and kept
// from batch to batch for as long as nobody else has written to the book.
import { type RawBuilder, sql } from "kysely";
import { findLadders, findPlans } from "../catalog/published.ts";
import type { Network, Tx } from "../database/database.ts";
import { numbers, texts } from "../database/unnest.ts";
import { type Distributor, lineUp, type Status } from "../engine/distributor.ts";
import { distributorStanding, type Standing, supplierStanding } from "../engine/entry.ts";
import type { Settled } from "../engine/fold.ts";
import type { Ladder } from "../engine/ladder.ts";
import type { Order, Product } from "../engine/order.ts";
import { MAX_FIRST_SALES, type Plan } from "../engine/plan.ts";
import type { Refund, Sold } from "../engine/refund.ts";
import type { State } from "../engine/state.ts";
import type { Asset } from "../kernel/money.ts";
import type { Zone } from "../kernel/time.ts";
import type { Book } from "../ledger/book.ts";
import { findSold, soldNow, soldOf } from "./sold.ts";

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
  readonly #sold = new Map<string, Sold>();
  /** The refs of orders that refunds of this batch name. */
  #wanted: ReadonlySet<string> = new Set();
  readonly #common = ["assets:custody", "liabilities:channel-fee", "revenue:platform"];
  readonly #countsSales: boolean;
  readonly #holdsBack: boolean;
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
    this.#holdsBack = plans.some(({ releaseDays }) => releaseDays > 0);
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

  /** How many distributors, products and accounts are remembered. */
  get size(): number {
    return this.#byId.size + this.#products.size + this.book.size;
  }

  distributor(code: string): Distributor | undefined {
    return this.#byCode.get(code);
  }

  product(code: string): Product | undefined {
    return this.#products.get(code);
  }

  balance(account: string, asset: string): bigint {
    return this.book.balance(asset, account);
  }

  /** The order that a refund names: settled in an earlier batch, or earlier in this one. */
  sold(orderRef: string): Sold | undefined {
    return this.#sold.get(orderRef);
  }

  /** Keeps an order of this batch, if a refund of this batch names it. */
  remember(seq: number, settled: Settled): void {
    const { order, seller } = settled;
    if (!this.#wanted.has(order.ref)) return;
    this.#sold.set(order.ref, soldNow(seq, settled, [...lineUp(seller)]));
  }

  /** The id of a distributor that is remembered. */
  idOf = (code: string): number => this.#byCode.get(code)!.id;

  /** Loads whatever the inputs can touch and is not here yet: a few queries, however many inputs. */
  async load(tx: Tx, orders: readonly Order[], refunds: readonly Refund[]): Promise<void> {
    const codes = new Set(orders.map((order) => order.seller));
    const missing = [...codes].filter((code) => !this.#byCode.has(code));
    await this.#loadDistributors(tx, sql`code = any(${texts(missing)}::text[])`, missing.length);
    await this.#loadProducts(tx, new Set(orders.map((order) => order.product)));
    await this.#loadSold(tx, new Set(refunds.map((refund) => refund.orderRef)));
    await this.book.load(tx, this.asset.code, this.#accounts(orders));
    const buyers = orders.flatMap(({ buyer }) => buyer ?? []);
    await this.#loadBuyers(tx, this.#cashbackAssets, buyers);
  }

  async #loadBuyers(tx: Tx, assets: Iterable<string>, buyers: readonly string[]): Promise<void> {
    const names = buyers.map((code) => `liabilities:buyer:${code}`);
    for (const asset of assets) await this.book.load(tx, asset, ["expenses:cashback", ...names]);
  }

  // Sold orders are kept for one batch only: a later one reads what has become of them.
  async #loadSold(tx: Tx, refs: ReadonlySet<string>): Promise<void> {
    this.#wanted = refs;
    this.#sold.clear();
    if (refs.size === 0) return;
    const rows = await findSold(tx, [...refs]);
    const ids = new Set(rows.flatMap((row) => [row.seller_id, ...row.upline]));
    const missing = [...ids].filter((id) => !this.#byId.has(id));
    await this.#loadDistributors(tx, sql`id = any(${numbers(missing)}::int[])`, missing.length);
    const names = new Set(this.#common);
    const buyers = new Map<string, Set<string>>();
    for (const row of rows) {
      const sold = soldOf(row, (id) => this.#byId.get(id)!);
      this.#sold.set(row.ref, sold);
      addAccounts(names, sold);
      for (const { buyer, asset = this.asset.code } of sold.shares) {
        if (buyer !== undefined) buyers.set(asset, (buyers.get(asset) ?? new Set()).add(buyer));
      }
    }
    await this.book.load(tx, this.asset.code, names);
    for (const [asset, codes] of buyers) await this.#loadBuyers(tx, [asset], [...codes]);
  }

  async #loadDistributors(tx: Tx, which: RawBuilder<unknown>, count: number): Promise<void> {
    if (count === 0) return;
    const { rows } = await sql<DistributorRow>`
      select id, code, parent_id, tier, status from distributor
       where id in (select unnest(path) from distributor where ${which})
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
    const names = new Set(this.#common);
    const sellers = new Set<Distributor>();
    for (const order of orders) {
      const seller = this.#byCode.get(order.seller);
      if (seller !== undefined) sellers.add(seller);
      const product = this.#products.get(order.product);
      if (product !== undefined) addStanding(names, supplierStanding(product.supplier));
    }
    for (const seller of sellers) {
      names.add(`liabilities:distributor:${seller.code}:deposit`);
      for (const { code } of lineUp(seller)) {
        addStanding(names, distributorStanding(code));
        if (this.#holdsBack) names.add(`liabilities:distributor:${code}:pending`);
      }
    }
    return names;
  }
}

function addStanding(names: Set<string>, { payable, receivable }: Standing): void {
  names.add(payable);
  names.add(receivable);
}

// Every account that a refund of the order could post to, but for the buyer's.
function addAccounts(names: Set<string>, { seller, supplier, raised }: Sold): void {
  names.add(`liabilities:distributor:${seller.code}:deposit`);
  addStanding(names, supplierStanding(supplier));
  for (const { code } of raised) {
    addStanding(names, distributorStanding(code));
    names.add(`liabilities:distributor:${code}:pending`);
  }
}
