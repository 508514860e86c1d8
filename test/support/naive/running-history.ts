// The same past with running sums, for half a million orders: too many to be read again for each.
import { type Amount, NOTHING } from "./amount.ts";
import { readTime } from "./calendar.ts";
import type { Fact, Floor, History, Posting, Refund, TierSet } from "./history.ts";
import type { DistributorText, Ladder, Plan, ProductText, Programme, Setting } from "./inputs.ts";
import { type PeriodKind, periodOf, windowEnd } from "./periods.ts";
import { monthOfSale, type Sale } from "./sale.ts";

export class RunningHistory implements History {
  readonly #distributors = new Map<string, DistributorText>();
  readonly #products = new Map<string, ProductText>();
  readonly #plans: Plan[] = [];
  readonly #ladders: Ladder[] = [];
  readonly #sales = new Map<string, Sale>();
  readonly #waiting = new Set<Sale>();
  readonly #refunds = new Map<string, Refund>();
  readonly #salesBySeller = new Map<string, number>();
  readonly #heldSince = new Map<string, string>();
  readonly #floors = new Map<string, Floor>();
  readonly #withheld = new Map<string, boolean>();
  readonly #windows: string[] = [];
  readonly #programmes: Programme[] = [];
  readonly #closes: { readonly code: string; readonly period: string }[] = [];
  #lastOrderAt: string | undefined;
  /** By supplier. */
  readonly #lastSales = new Map<string, string>();
  readonly #timeZone: string;
  readonly #sums = new Map<string, Amount>();
  /** By `account asset`. */
  readonly balances = new Map<string, Amount>();

  constructor({ timeZone }: Setting) {
    this.#timeZone = timeZone;
  }

  add(fact: Fact): void {
    if ("distributor" in fact) this.#enrol(fact.distributor);
    else if ("product" in fact) this.#products.set(fact.product.code, fact.product);
    else if ("plan" in fact) this.#plans.push(fact.plan);
    else if ("ladder" in fact) this.#ladders.push(fact.ladder);
    else if ("move" in fact) this.#change(fact.move.code, { parent: fact.move.parent });
    else if ("status" in fact) this.#change(fact.status.code, { status: fact.status.status });
    else if ("tier" in fact) this.#setTier(fact.tier);
    else if ("withholding" in fact) {
      this.#withheld.set(fact.withholding.code, fact.withholding.withheld);
    } else if ("posting" in fact) this.#post(fact.posting);
    else if ("refund" in fact) this.#giveBack(fact.refund);
    else if ("sale" in fact) this.#sell(fact.sale);
    else if ("floor" in fact) this.#floors.set(fact.floor.code, fact.floor);
    else if ("windowClose" in fact) this.#windows.push(fact.windowClose);
    else if ("programme" in fact) this.#programmes.push(fact.programme);
    else if ("programmeClose" in fact) this.#closes.push(fact.programmeClose);
    else if ("release" in fact)
      for (const sale of this.waitingSales(fact.release)) this.#waiting.delete(sale);
  }

  distributor(code: string): DistributorText | undefined {
    return this.#distributors.get(code);
  }

  product(code: string): ProductText | undefined {
    return this.#products.get(code);
  }

  plans(): readonly Plan[] {
    return this.#plans;
  }

  ladders(): readonly Ladder[] {
    return this.#ladders;
  }

  sale(ref: string): Sale | undefined {
    return this.#sales.get(ref);
  }

  refund(ref: string): Refund | undefined {
    return this.#refunds.get(ref);
  }

  refundedUnits(order: string): Amount {
    return this.#sum(`refunded ${order}`);
  }

  isWaiting(sale: Sale): boolean {
    return this.#waiting.has(sale);
  }

  waitingSales(until: string): Sale[] {
    return [...this.#waiting].filter(({ due }) => due! <= until);
  }

  lastOrderAt(): string | undefined {
    return this.#lastOrderAt;
  }

  countSales(seller: string): number {
    return this.#salesBySeller.get(seller) ?? 0;
  }

  balance(account: string, asset: string): Amount {
    return this.balances.get(`${account} ${asset}`) ?? NOTHING;
  }

  personalVolume(code: string, month: string | undefined): Amount {
    return this.#sum(`personal ${code} ${month}`);
  }

  teamVolume(code: string, month: string | undefined): Amount {
    return this.#sum(`team ${code} ${month}`);
  }

  codes(): readonly string[] {
    return [...this.#distributors.keys()];
  }

  heldSince(code: string): string {
    return this.#heldSince.get(code)!;
  }

  isWithheld(code: string): boolean {
    return this.#withheld.get(code) === true;
  }

  floor(code: string): Floor | undefined {
    return this.#floors.get(code);
  }

  windowsClosed(): readonly string[] {
    return this.#windows;
  }

  programmes(): readonly Programme[] {
    return this.#programmes;
  }

  periodsClosed(programme: string): readonly string[] {
    return this.#closes.filter(({ code }) => code === programme).map(({ period }) => period);
  }

  supplierVolume(
    supplier: string,
    _kind: PeriodKind,
    period: string,
    basis: "COST" | "GROSS",
  ): Amount {
    return this.#sum(`${basis} ${supplier} ${period}`);
  }

  lastSaleOf(suppliers: readonly string[]): string | undefined {
    const days = suppliers.flatMap((supplier) => this.#lastSales.get(supplier) ?? []);
    return days.sort().at(-1);
  }

  #enrol(distributor: DistributorText): void {
    this.#distributors.set(distributor.code, distributor);
    this.#heldSince.set(distributor.code, readTime(distributor.joinedAt)!);
  }

  #setTier({ code, tier, at }: TierSet): void {
    this.#change(code, { tier });
    const last = this.#windows.at(-1);
    const end = last === undefined ? "" : windowEnd(last, this.#timeZone);
    this.#heldSince.set(code, at > end ? at : end);
  }

  #change(code: string, change: Partial<DistributorText>): void {
    this.#distributors.set(code, { ...this.#distributors.get(code)!, ...change });
  }

  #post({ account, asset, amount }: Posting): void {
    this.balances.set(`${account} ${asset}`, this.balance(account, asset).plus(amount));
  }

  #sell(sale: Sale): void {
    const { seller } = sale.text;
    this.#sales.set(sale.ref, sale);
    if (sale.due !== undefined) this.#waiting.add(sale);
    this.#salesBySeller.set(seller, this.countSales(seller) + 1);
    this.#count(sale, sale.figures.quantity);
    const { occurredAt } = sale.figures;
    if (occurredAt > (this.#lastOrderAt ?? "")) this.#lastOrderAt = occurredAt;
    const last = this.#lastSales.get(sale.supplier) ?? "";
    if (sale.day > last) this.#lastSales.set(sale.supplier, sale.day);
  }

  #giveBack(refund: Refund): void {
    const sale = this.#sales.get(refund.order)!;
    this.#refunds.set(refund.ref, refund);
    this.#raise(`refunded ${refund.order}`, refund.quantity);
    this.#count(sale, refund.quantity.negated());
  }

  #count(sale: Sale, units: Amount): void {
    const gross = units.times(sale.figures.unitPrice);
    const cost = units.times(sale.split.supplyPrice);
    for (const kind of ["MONTH", "QUARTER", "YEAR"] as const) {
      const where = `${sale.supplier} ${periodOf(sale.day, kind)}`;
      this.#raise(`COST ${where}`, cost);
      this.#raise(`GROSS ${where}`, gross);
    }
    for (const month of [monthOfSale(sale), undefined]) {
      this.#raise(`personal ${sale.text.seller} ${month}`, gross);
      for (const code of sale.upline) this.#raise(`team ${code} ${month}`, gross);
    }
  }

  #raise(key: string, amount: Amount): void {
    this.#sums.set(key, this.#sum(key).plus(amount));
  }

  #sum(key: string): Amount {
    return this.#sums.get(key) ?? NOTHING;
  }
}
