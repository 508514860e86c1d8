// The naive model's only memory: a list of facts, read again from the beginning for every question.
import { type Amount, NOTHING } from "./amount.ts";
import type { DistributorText, Ladder, Plan, ProductText, Status } from "./inputs.ts";

/** What a settled order leaves behind for later ones; the upline is the seller's, itself first. */
export interface Sale {
  readonly ref: string;
  readonly content: string;
  readonly seller: string;
  readonly upline: readonly string[];
  readonly month: string;
  readonly gross: Amount;
}

/** Debits are positive, credits negative (§7). */
export interface Posting {
  readonly ref: string;
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

export type Fact =
  | { readonly distributor: DistributorText }
  | { readonly product: ProductText }
  | { readonly plan: Plan }
  | { readonly ladder: Ladder }
  | { readonly move: { readonly code: string; readonly parent: string } }
  | { readonly status: { readonly code: string; readonly status: Status } }
  | { readonly tier: TierSet }
  | { readonly sale: Sale }
  | { readonly posting: Posting };

/** What the model asks of its past. A month that is undefined is all of time. */
export interface History {
  add(fact: Fact): void;
  distributor(code: string): DistributorText | undefined;
  product(code: string): ProductText | undefined;
  plans(): readonly Plan[];
  ladders(): readonly Ladder[];
  sale(ref: string): Sale | undefined;
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

  countSales(seller: string): number {
    return this.#all("sale").filter((sale) => sale.seller === seller).length;
  }

  balance(account: string, asset: string): Amount {
    let sum = NOTHING;
    for (const posting of this.#all("posting")) {
      if (posting.account === account && posting.asset === asset) sum = sum.plus(posting.amount);
    }
    return sum;
  }

  personalVolume(code: string, month: string | undefined): Amount {
    return this.#volume((sale) => sale.seller === code, month);
  }

  teamVolume(code: string, month: string | undefined): Amount {
    return this.#volume((sale) => sale.upline.includes(code), month);
  }

  #volume(counts: (sale: Sale) => boolean, month: string | undefined): Amount {
    let sum = NOTHING;
    for (const sale of this.#all("sale")) {
      if (counts(sale) && (month === undefined || sale.month === month)) sum = sum.plus(sale.gross);
    }
    return sum;
  }

  #all<Kind extends string>(kind: Kind): Extract<Fact, Record<Kind, unknown>>[Kind][] {
    type Of = Extract<Fact, Record<Kind, unknown>>;
    return this.facts.filter((fact): fact is Of => kind in fact).map((fact) => fact[kind]);
  }
}
