// The part of a network that its lane keeps in memory: loaded in sets for a batch, and valid for
// the next batch as long as no other writer has changed the ledger.
import { type RawBuilder, sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Asset } from "../../../kernel/money.ts";
import type { Zone } from "../../../kernel/time.ts";
import type { Book, Head } from "../../../ledger/book.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { type Distributor, lineUp } from "../../../network/engine/distributor.ts";
import type { Ladder } from "../../../network/engine/ladder.ts";
import { findLadders } from "../../../network/index.ts";
import type { Settled } from "../../engine/fold.ts";
import type { Order, Product } from "../../engine/order.ts";
import type { Plan } from "../../engine/plan.ts";
import type { Programmes } from "../../engine/programme.ts";
import type { Refund, Sold } from "../../engine/refund.ts";
import type { State } from "../../engine/state.ts";
import type { Supplier } from "../../engine/supplier.ts";
import { findPlans } from "../../plans/index.ts";
import { findClosedPeriods, findProgrammes } from "../../programmes/index.ts";
import { changedSince, refreshTiers } from "../store/changed-since.ts";
import { findDistributors, loadFigures } from "../store/load-distributors.ts";
import { findSold, soldNow, soldOf } from "../store/sold.ts";
import { Accounts } from "./accounts.ts";
import { Goods } from "./goods.ts";

/** Behind more entries of other processes, what is remembered is forgotten. */
const MAX_CAUGHT_UP = 5_000;

/** The published documents, and the closed periods of programmes. */
interface PublishedDocuments {
  readonly plans: readonly Plan[];
  readonly ladders: readonly Ladder[];
  readonly programmes: Programmes;
  readonly closed: ReadonlySet<string>;
}

export class Memory implements State {
  readonly book: Book;
  readonly asset: Asset;
  readonly zone: Zone;
  readonly plans: readonly Plan[];
  readonly ladders: readonly Ladder[];
  readonly programmes: Programmes;
  readonly #closed: ReadonlySet<string>;
  readonly #byCode = new Map<string, Distributor>();
  readonly #byId = new Map<number, Distributor>();
  readonly #goods: Goods;
  readonly #sold = new Map<string, Sold>();
  readonly #accounts: Accounts;
  /** The refs of the orders that refunds of this batch name. */
  #wanted: ReadonlySet<string> = new Set();
  readonly #countsSales: boolean;
  /** The assets in which plans pay cashback. */
  readonly #cashbackAssets: ReadonlySet<string>;

  private constructor(network: Network, book: Book, documents: PublishedDocuments) {
    const { plans, ladders, programmes, closed } = documents;
    this.book = book;
    this.asset = network.settings.asset;
    this.zone = network.settings.zone;
    this.plans = plans;
    this.ladders = ladders;
    this.programmes = programmes;
    this.#closed = closed;
    this.#goods = new Goods(programmes);
    this.#accounts = new Accounts(programmes, plans);
    const rules = plans.flatMap((plan) => plan.rules);
    this.#countsSales = rules.some(({ needs }) => needs === "SALES");
    const cashback = rules.filter(({ needs }) => needs === "BUYER");
    this.#cashbackAssets = new Set(cashback.map(({ asset = this.asset }) => asset.code));
  }

  static async open(network: Network, book: Book, tx: Tx): Promise<Memory> {
    const { asset } = network.settings;
    return new Memory(network, book, {
      plans: await findPlans(network, tx),
      ladders: await findLadders(tx, asset),
      programmes: await findProgrammes(tx, asset),
      closed: await findClosedPeriods(tx),
    });
  }

  /** The number of remembered distributors, products and accounts. */
  get size(): number {
    return this.#byId.size + this.#goods.size + this.book.size;
  }

  distributor(code: string): Distributor | undefined {
    return this.#byCode.get(code);
  }

  product(code: string): Product | undefined {
    return this.#goods.product(code);
  }

  supplier(code: string): Supplier {
    return this.#goods.supplier(code);
  }

  isClosed(programme: string, period: string): boolean {
    return this.#closed.has(`${programme} ${period}`);
  }

  balance(account: string, asset: string): bigint {
    return this.book.balance(asset, account);
  }

  /** The order that a refund names, settled in an earlier batch or earlier in this batch. */
  sold(orderRef: string): Sold | undefined {
    return this.#sold.get(orderRef);
  }

  /** Remembers an order of this batch if a refund of this batch names it. */
  remember(seq: number, settled: Settled): void {
    const { order, seller } = settled;
    if (!this.#wanted.has(order.ref)) return;
    this.#sold.set(order.ref, soldNow(seq, settled, lineUp(seller)));
  }

  /** The id of a remembered distributor. */
  idOf = (code: string): number => this.#byCode.get(code)!.id;

  /**
   * Loads everything that the inputs need and that is not loaded yet, in a fixed number of queries.
   */
  async load(tx: Tx, orders: readonly Order[], refunds: readonly Refund[]): Promise<void> {
    const codes = new Set(orders.map((order) => order.seller));
    const missing = [...codes].filter((code) => !this.#byCode.has(code));
    const buyers = orders.flatMap(({ buyer }) => buyer ?? []);
    this.#wanted = new Set(refunds.map((refund) => refund.orderRef));
    const [fresh] = await Promise.all([
      this.#findDistributors(tx, sql`code = any(${texts(missing)}::text[])`, missing.length),
      this.#goods.findProducts(tx, orders),
      this.#loadBuyers(tx, this.#cashbackAssets, buyers),
    ]);
    await Promise.all([
      loadFigures(tx, fresh, this.#countsSales),
      this.#goods.loadSuppliers(tx, this.#goods.suppliersOf(orders)),
      this.book.load(tx, this.asset.code, this.#accountsOf(orders)),
    ]);
    await this.#loadSold(tx);
  }

  /**
   * Goes on to the head of the ledger, if only orders and refunds of other processes lie between, and
   * few; and if everything that was folded on the memory is stored.
   */
  async catchUp(tx: Tx, head: Head): Promise<boolean> {
    const { place } = this.book;
    if (place === undefined || head.seq - place.seq > MAX_CAUGHT_UP) return false;
    const changed = await changedSince(tx, place);
    if (changed === undefined) return false;
    const stale = changed.distributors.flatMap((id) => this.#byId.get(id) ?? []);
    await Promise.all([
      refreshTiers(tx, stale),
      loadFigures(tx, stale, this.#countsSales),
      this.#goods.refresh(tx, changed.suppliers),
      this.book.catchUp(tx, head),
    ]);
    return true;
  }

  async #loadBuyers(tx: Tx, assets: Iterable<string>, buyers: readonly string[]): Promise<void> {
    const names = buyers.map(accounts.buyerBalance);
    const loads = [...assets].map((asset) =>
      this.book.load(tx, asset, [accounts.cashback, ...names]),
    );
    await Promise.all(loads);
  }

  // Sold orders are remembered for one batch only, because later refunds change them.
  async #loadSold(tx: Tx): Promise<void> {
    this.#sold.clear();
    if (this.#wanted.size === 0) return;
    const rows = await findSold(tx, [...this.#wanted]);
    const ids = new Set(rows.flatMap((row) => [row.seller_id, ...row.upline]));
    const missing = [...ids].filter((id) => !this.#byId.has(id));
    const which = sql`id = any(${numbers(missing)}::int[])`;
    const fresh = await this.#findDistributors(tx, which, missing.length);
    await loadFigures(tx, fresh, this.#countsSales);
    await this.#goods.loadSuppliers(tx, new Set(rows.map(({ supplier }) => supplier)));
    const buyers = new Map<string, Set<string>>();
    for (const row of rows) {
      const sold = soldOf(row, (id) => this.#byId.get(id)!, this.supplier(row.supplier));
      this.#sold.set(row.ref, sold);
      for (const { buyer, asset = this.asset.code } of sold.shares) {
        if (buyer !== undefined) buyers.set(asset, (buyers.get(asset) ?? new Set()).add(buyer));
      }
    }
    const names = this.#accounts.ofRefunds([...this.#sold.values()]);
    await this.book.load(tx, this.asset.code, names);
    for (const [asset, codes] of buyers) await this.#loadBuyers(tx, [asset], [...codes]);
  }

  async #findDistributors(
    tx: Tx,
    which: RawBuilder<unknown>,
    count: number,
  ): Promise<Distributor[]> {
    if (count === 0) return [];
    const fresh = await findDistributors(tx, which, this.#byId);
    for (const distributor of fresh) this.#byCode.set(distributor.code, distributor);
    return fresh;
  }

  // All accounts that these orders could post to, but for those that are loaded.
  #accountsOf(orders: readonly Order[]): Set<string> {
    const sellers = new Set(orders.flatMap(({ seller }) => this.#byCode.get(seller) ?? []));
    return this.#accounts.ofOrders(sellers, this.#goods.suppliersOf(orders), this.#wanted.size > 0);
  }
}
