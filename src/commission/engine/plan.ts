// A commission plan as the engine runs it, and which of its rules an order meets (rules §3).
import type { Asset } from "../../kernel/money.ts";
import type { Rounding } from "../../kernel/rate.ts";
import type { Distributor } from "./distributor.ts";
import type { Order, Product } from "./order.ts";

/** Levels that a rule names at most. */
export const MAX_LEVELS = 100;

/** First orders that a REFERRAL counts at most. */
export const MAX_FIRST_SALES = 1_000;

export const BASES = ["GROSS", "MARGIN"] as const;
export type Basis = (typeof BASES)[number];

export const REASONS = [
  "PAID",
  "CAPPED",
  "INELIGIBLE",
  "FORFEITED",
  "ZERO",
  "NO_BUYER",
  "NOT_FIRST",
  "NO_PARENT",
] as const;
/** Why a share came out as it did; only PAID and CAPPED ones can have an amount. */
export type Reason = (typeof REASONS)[number];

/** One rate for every tier, or a map from tier to rate in which an absent tier has rate 0. */
export type RateByTier = bigint | ReadonlyMap<string, bigint>;

export interface Match {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly supplier?: string | undefined;
}

/** A rule of any kind: what all have in common, and the claims that it makes, in order. */
export interface Rule {
  readonly kind: string;
  /** Its place in the document, from 0. */
  readonly index: number;
  readonly basis: Basis;
  readonly match: Match;
  readonly minTier?: string | undefined;
  readonly minMinor?: bigint | undefined;
  readonly maxMinor?: bigint | undefined;
  /** What it pays in, where that is not the settlement asset. */
  readonly asset?: Asset | undefined;
  readonly claims: (situation: Situation) => Iterable<Claim>;
}

/** What a rule asks to be paid to one recipient, before rounding bounds and caps. */
export interface Claim {
  /** Null where there is nobody, and where it is the order's buyer. */
  readonly recipient: Distributor | null;
  readonly buyer?: string;
  /** Tree distance from the seller; null for the buyer. */
  readonly level: number | null;
  readonly rateMicro: bigint;
  /** In place of the rule's own basis, in minor units; then the rule's `min` does not apply. */
  readonly basisMinor?: bigint;
  /** Set when nobody gets anything whatever the rate. */
  readonly reason?: Exclude<Reason, "PAID" | "CAPPED" | "ZERO">;
}

/** What a rule sees of an order. */
export interface Situation {
  readonly seller: Distributor;
  readonly order: Order;
  /** What the supplier is owed for a unit. */
  readonly supplyPriceMinor: bigint;
  /** Whether its status is ACTIVE and its tier ranks at least the rule's minTier. */
  readonly eligible: (distributor: Distributor) => boolean;
  /** Its tier, where having none is the lowest of the ladder in force. */
  readonly tierOf: (distributor: Distributor) => string | null;
}

export interface Plan {
  readonly version: number;
  readonly name: string;
  readonly effectiveFrom: number;
  readonly rounding: Rounding;
  readonly allowLoss: boolean;
  readonly orderRateMicro: bigint;
  /** Days until a distributor's share becomes available; 0 is at once (T+0). */
  readonly releaseDays: number;
  readonly rules: readonly Rule[];
}

export function rateFor(rate: RateByTier, tier: string | null): bigint {
  if (typeof rate === "bigint") return rate;
  return tier === null ? 0n : (rate.get(tier) ?? 0n);
}

export function highestRate(rate: RateByTier): bigint {
  if (typeof rate === "bigint") return rate;
  let highest = 0n;
  for (const one of rate.values()) if (one > highest) highest = one;
  return highest;
}

function fits(match: Match, product: Product): boolean {
  return (
    (match.product === undefined || match.product === product.code) &&
    (match.category === undefined || match.category === product.category) &&
    (match.supplier === undefined || match.supplier === product.supplier)
  );
}

// Naming the product outweighs the category, and that the supplier, whatever else is named.
function specificity(match: Match): number {
  return (
    (match.product === undefined ? 0 : 4) +
    (match.category === undefined ? 0 : 2) +
    (match.supplier === undefined ? 0 : 1)
  );
}

const chosen = new WeakMap<Product, WeakMap<Plan, readonly Rule[]>>();

/** The rules that apply to a product: of each kind the most specific ones, in document order. */
export function rulesFor(plan: Plan, product: Product): readonly Rule[] {
  const byPlan = chosen.get(product) ?? new WeakMap<Plan, readonly Rule[]>();
  chosen.set(product, byPlan);
  const rules = byPlan.get(plan) ?? mostSpecific(plan, product);
  byPlan.set(plan, rules);
  return rules;
}

function mostSpecific(plan: Plan, product: Product): readonly Rule[] {
  const fitting = plan.rules.filter((rule) => fits(rule.match, product));
  const best = new Map<string, number>();
  for (const { kind, match } of fitting) {
    best.set(kind, Math.max(best.get(kind) ?? 0, specificity(match)));
  }
  return fitting.filter((rule) => specificity(rule.match) === best.get(rule.kind));
}
