// The naive model's only memory: a list of facts, read again from the beginning for every question.
import { type Amount, NOTHING, total } from "./amount.ts";
import type { DistributorText, Ladder, Plan, ProductText, Status } from "./inputs.ts";
import { monthOfSale, type Sale } from "./sale.ts";

/** Debits are positive, credits negative (§7). */
export interface Posting {
  /** The kind and the ref of the transaction that it is part of. */
  readonly entry: string;
  readonly account: string;
  readonly asset: string;
  readonly amount: Amount;
}

export interface TierSet {
  /** The order that lifted it. */
  readonly ref: string;
  readonly code: string;
  readonly tier: string;
}

export interface Refund {
  readonly ref: string;
  readonly content: string;
  /** The order's ref. */
  readonly order: string;
  readonly quantity: Amount;
}

export type Fact =
  | { readonly distributor: DistributorText }
  | { readonly product: ProductText }
  | { readonly plan: Plan }
  | { readonly ladder: Ladder }
  | { readonly move: { readonly code: string; readonly parent: string } }
  | { readonly status: { readonly code: string; readonly status: Status } }
  | { readonly tier: TierSet }
  | { readonly sale: Sale }
  | { readonly refund: Refund }
  /** All that was due by this instant was released. */
  | { readonly release: string }
  | { readonly posting: Posting };

/** What the model asks of its past. A month that is undefined is all of time. */
export interface History {
  add(fact: Fact): void;
  distributor(code: string): DistributorText | undefined;
  product(code: string): ProductText | undefined;
  plans(): readonly Plan[];
  ladders(): readonly Ladder[];
  sale(ref: string): Sale | undefined;
  refund(ref: string): Refund | undefined;
  /** How many units of an order were refunded so far. */
  refundedUnits(order: string): Amount;
  /** Whether no release since the order took its shares. */
  isWaiting(sale: Sale): boolean;
  /** Those whose shares wait and are due by the instant. */
  waitingSales(until: string): Sale[];
  countSales(seller: string): number;
  balance(account: string, asset: string): Amount;
  personalVolume(code: string, month: string | undefined): Amount;
  teamVolume(code: string, month: string | undefined): Amount;
}

/** Answers by reading every fact each time: slow, and with nothing that could be out of date. */
export class ScannedHistory implements History {
  readonly facts: Fact[] = [];

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

  #all<Kind extends string>(kind: Kind): Extract<Fact, Record<Kind, unknown>>[Kind][] {
    type Of = Extract<Fact, Record<Kind, unknown>>;
    return this.facts.filter((fact): fact is Of => kind in fact).map((fact) => fact[kind]);
  }
}
