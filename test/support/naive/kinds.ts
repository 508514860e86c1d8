// docs/rules.md §3's table, row by row: who is considered by a rule of each kind, and for how much
// before any bound.
import { type Amount, Exact, NOTHING } from "./amount.ts";
import type { Rule, TierRates } from "./inputs.ts";

export interface Person {
  readonly code: string;
  readonly tier: string;
  readonly rank: number;
  readonly active: boolean;
}

/** Everything about one order that its shares depend on. Level 0 of the upline is the seller. */
export interface Deal {
  readonly upline: readonly Person[];
  readonly quantity: Amount;
  readonly unitPrice: Amount;
  readonly supplyPrice: Amount;
  readonly gross: Amount;
  readonly margin: Amount;
  readonly buyer: string | undefined;
  /** How many orders of the seller were settled before this one. */
  readonly earlierSales: number;
  rankOf(tier: string): number;
}

export type Reason =
  | "PAID"
  | "CAPPED"
  | "INELIGIBLE"
  | "FORFEITED"
  | "ZERO"
  | "NO_BUYER"
  | "NOT_FIRST"
  | "NO_PARENT";

/** Someone considered: with an exact amount, or with the reason why there is none. */
export interface Candidate {
  readonly recipient: string;
  readonly level: number;
  readonly exact?: Amount;
  readonly reason?: Reason;
}

export type OfKind<Kind extends Rule["kind"]> = Extract<Rule, { kind: Kind }>;

export function eligible(rule: Rule, person: Person, deal: Deal): boolean {
  if (!person.active) return false;
  return rule.minTier === undefined || person.rank >= deal.rankOf(rule.minTier);
}

export function rateOf(rate: TierRates, tier: string): Amount {
  return new Exact(typeof rate === "string" ? rate : (rate[tier] ?? "0"));
}

/** A row for someone at a tree distance from the seller. */
function row(person: Person, level: number, given: Amount | Reason): Candidate {
  const recipient = person.code;
  return typeof given === "string"
    ? { recipient, level, reason: given }
    : { recipient, level, exact: given };
}

/** The upline from the parent to the level that the rule names, with their tree distances. */
function above({ upline }: Deal, maxLevels = Number.POSITIVE_INFINITY): [number, Person][] {
  return [...upline.entries()].filter(([distance]) => distance > 0 && distance <= maxLevels);
}

export function seller(rule: OfKind<"SELLER">, basis: Amount, deal: Deal): Candidate[] {
  const first = deal.upline[0]!;
  if (!eligible(rule, first, deal)) return [row(first, 0, "INELIGIBLE")];
  return [row(first, 0, basis.times(rateOf(rule.rate, first.tier)))];
}

export function level(rule: OfKind<"LEVEL">, basis: Amount, deal: Deal): Candidate[] {
  const one = "length" in rule.rates ? (rule.rates as readonly string[]) : undefined;
  const byTier = one === undefined ? (rule.rates as Record<string, readonly string[]>) : {};
  const lists = one === undefined ? Object.values(byTier) : [one];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const skips = rule.compression === "SKIP";
  const rows: Candidate[] = [];
  let taken = 0;
  for (const [distance, person] of above(deal)) {
    if (taken === longest) break;
    if (eligible(rule, person, deal)) {
      const rate = (one ?? byTier[person.tier] ?? [])[taken] ?? "0";
      rows.push(row(person, distance, basis.times(rate)));
      taken += 1;
    } else {
      rows.push(row(person, distance, skips ? "INELIGIBLE" : "FORFEITED"));
      if (!skips) taken += 1;
    }
  }
  return rows;
}

export function differential(rule: OfKind<"DIFFERENTIAL">, basis: Amount, deal: Deal): Candidate[] {
  const rates = typeof rule.rate === "string" ? [rule.rate] : Object.values(rule.rate);
  const highest = Exact.max(0, ...rates);
  const first = deal.upline[0]!;
  const takesPart = eligible(rule, first, deal);
  const rows: Candidate[] = [];
  let paid = takesPart ? rateOf(rule.rate, first.tier) : NOTHING;
  if (rule.includeSeller !== false) {
    rows.push(row(first, 0, takesPart ? basis.times(paid) : "INELIGIBLE"));
  }
  for (const [distance, person] of above(deal, rule.maxLevels)) {
    if (paid.eq(highest)) break;
    const rate = rateOf(rule.rate, person.tier);
    if (!eligible(rule, person, deal)) rows.push(row(person, distance, "INELIGIBLE"));
    else if (rate.lte(paid)) rows.push(row(person, distance, "ZERO"));
    else {
      rows.push(row(person, distance, basis.times(rate.minus(paid))));
      paid = rate;
    }
  }
  return rows;
}

export function priceDifference(rule: OfKind<"PRICE_DIFFERENCE">, deal: Deal): Candidate[] {
  const rows: Candidate[] = [];
  let low = deal.unitPrice;
  for (const [distance, person] of [
    [0, deal.upline[0]!] as const,
    ...above(deal, rule.maxLevels),
  ]) {
    const listed = rule.prices[person.tier];
    if (listed === undefined) continue;
    const price = Exact.max(listed, deal.supplyPrice);
    if (!eligible(rule, person, deal)) rows.push(row(person, distance, "INELIGIBLE"));
    else if (price.gte(low)) rows.push(row(person, distance, "ZERO"));
    else {
      rows.push(row(person, distance, low.minus(price).times(deal.quantity)));
      low = price;
    }
  }
  return rows;
}

export function referral(rule: OfKind<"REFERRAL">, basis: Amount, deal: Deal): Candidate[] {
  const parent = deal.upline[1];
  if (parent === undefined) return [{ recipient: "", level: 1, reason: "NO_PARENT" }];
  if (deal.earlierSales >= rule.firstSales) return [row(parent, 1, "NOT_FIRST")];
  if (!eligible(rule, parent, deal)) return [row(parent, 1, "INELIGIBLE")];
  return [row(parent, 1, basis.times(rateOf(rule.rate, parent.tier)))];
}

export function cashback(rule: OfKind<"CASHBACK">, basis: Amount, deal: Deal): Candidate[] {
  if (deal.buyer === undefined) return [{ recipient: "", level: 0, reason: "NO_BUYER" }];
  return [{ recipient: deal.buyer, level: 0, exact: basis.times(rule.rate) }];
}
