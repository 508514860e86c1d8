// The facts read again from the beginning for every question: slow, and with nothing that could be out of date.
import { type Amount, NOTHING, total } from "./amount.ts";
import { readTime } from "./calendar.ts";
import type { Fact, Floor, History, Refund } from "./history.ts";
import type { DistributorText, Ladder, Plan, ProductText, Programme, Setting } from "./inputs.ts";
import { type PeriodKind, periodOf, windowEnd } from "./periods.ts";
import { monthOfSale, type Sale } from "./sale.ts";

/** Answers by reading every fact each time: slow, and with nothing that could be out of date. */
export class ScannedHistory implements History {
  readonly facts: Fact[] = [];
  readonly #timeZone: string;

  constructor({ timeZone }: Setting) {
    this.#timeZone = timeZone;
  }

  add(fact: Fact): void {
    this.facts.push(fact);
  }

  distributor(code: string): DistributorText | undefined {
    let found: DistributorText | undefined;
    for (const fact of this.facts) {
      if ("distributor" in fact && fact.distributor.code === code) found = fact.distributor;
      if (found === undefined) continue;
      if ("move" in fact && fact.move.code === code) found = { ...found, parent: fact.move.parent };
      if ("status" in fact && fact.status.code === code) found = { ...found, ...fact.status };
      if ("tier" in fact && fact.tier.code === code) found = { ...found, tier: fact.tier.tier };
    }
    return found;
  }

  product(code: string): ProductText | undefined {
    return this.#all("product").findLast((product) => product.code === code);
  }

  plans(): readonly Plan[] {
    return this.#all("plan");
  }

  ladders(): readonly Ladder[] {
    return this.#all("ladder");
  }

  sale(ref: string): Sale | undefined {
    return this.#all("sale").find((sale) => sale.ref === ref);
  }

  refund(ref: string): Refund | undefined {
    return this.#all("refund").find((refund) => refund.ref === ref);
  }

  refundedUnits(order: string): Amount {
    const refunds = this.#all("refund").filter((refund) => refund.order === order);
    return total(refunds.map(({ quantity }) => quantity));
  }

  isWaiting(sale: Sale): boolean {
    if (sale.due === undefined) return false;
    const since = this.facts.findIndex((fact) => "sale" in fact && fact.sale.ref === sale.ref);
    return !this.facts.slice(since).some((fact) => "release" in fact && fact.release >= sale.due!);
  }

  waitingSales(until: string): Sale[] {
    return this.#all("sale").filter((sale) => this.isWaiting(sale) && sale.due! <= until);
  }

  lastOrderAt(): string | undefined {
    return this.#all("sale")
      .map(({ figures }) => figures.occurredAt)
      .sort()
      .at(-1);
  }

  countSales(seller: string): number {
    return this.#all("sale").filter(({ text }) => text.seller === seller).length;
  }

  balance(account: string, asset: string): Amount {
    let sum = NOTHING;
    for (const posting of this.#all("posting")) {
      if (posting.account === account && posting.asset === asset) sum = sum.plus(posting.amount);
    }
    return sum;
  }

  personalVolume(code: string, month: string | undefined): Amount {
    return this.#volume((sale) => sale.text.seller === code, month);
  }

  teamVolume(code: string, month: string | undefined): Amount {
    return this.#volume((sale) => sale.upline.includes(code), month);
  }

  #volume(counts: (sale: Sale) => boolean, month: string | undefined): Amount {
    let sum = NOTHING;
    for (const sale of this.#all("sale")) {
      if (!counts(sale) || (month !== undefined && monthOfSale(sale) !== month)) continue;
      const { quantity, unitPrice } = sale.figures;
      sum = sum.plus(quantity.minus(this.refundedUnits(sale.ref)).times(unitPrice));
    }
    return sum;
  }

  codes(): readonly string[] {
    return this.#all("distributor").map(({ code }) => code);
  }

  heldSince(code: string): string {
    const place = this.facts.findLastIndex((fact) => "tier" in fact && fact.tier.code === code);
    const change = this.facts[place];
    if (change === undefined || !("tier" in change)) return this.#joined(code);
    const closed = this.facts.slice(0, place).findLast((fact) => "windowClose" in fact);
    const end = closed === undefined ? "" : windowEnd(closed.windowClose, this.#timeZone);
    return change.tier.at > end ? change.tier.at : end;
  }

  #joined(code: string): string {
    const { joinedAt } = this.#all("distributor").find((one) => one.code === code)!;
    return readTime(joinedAt)!;
  }

  isWithheld(code: string): boolean {
    return this.#all("withholding").findLast((one) => one.code === code)?.withheld === true;
  }

  floor(code: string): Floor | undefined {
    return this.#all("floor").findLast((floor) => floor.code === code);
  }

  windowsClosed(): readonly string[] {
    return this.#all("windowClose");
  }

  programmes(): readonly Programme[] {
    return this.#all("programme");
  }

  periodsClosed(programme: string): readonly string[] {
    const closes = this.#all("programmeClose").filter(({ code }) => code === programme);
    return closes.map(({ period }) => period);
  }

  supplierVolume(
    supplier: string,
    kind: PeriodKind,
    period: string,
    basis: "COST" | "GROSS",
  ): Amount {
    let sum = NOTHING;
    for (const sale of this.#all("sale")) {
      if (sale.supplier !== supplier || periodOf(sale.day, kind) !== period) continue;
      const price = basis === "COST" ? sale.split.supplyPrice : sale.figures.unitPrice;
      const left = sale.figures.quantity.minus(this.refundedUnits(sale.ref));
      sum = sum.plus(left.times(price));
    }
    return sum;
  }

  lastSaleOf(suppliers: readonly string[]): string | undefined {
    const sales = this.#all("sale").filter(({ supplier }) => suppliers.includes(supplier));
    return sales
      .map(({ day }) => day)
      .sort()
      .at(-1);
  }

  #all<Kind extends string>(kind: Kind): Extract<Fact, Record<Kind, unknown>>[Kind][] {
    type Of = Extract<Fact, Record<Kind, unknown>>;
    return this.facts.filter((fact): fact is Of => kind in fact).map((fact) => fact[kind]);
  }
}
