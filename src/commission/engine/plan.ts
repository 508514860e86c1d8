// A compiled commission plan, and the choice of the rules that apply to an order
// (docs/rules.md §3).
import type { Asset } from "../../kernel/money.ts";
import type { Rounding } from "../../kernel/rate.ts";
import type { Distributor } from "../../network/engine/distributor.ts";
import type { Order, Product } from "./order.ts";

/** Most levels of one rule. */
export const MAX_LEVELS = 100;

/** Most first orders that a REFERRAL rule can count. */
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
/** The reason for a share's result; only PAID and CAPPED shares can have an amount. */
export type Reason = (typeof REASONS)[number];

/** One rate for all tiers, or a map from tier to rate; an absent tier has rate 0. */
export type RateByTier = bigint | ReadonlyMap<string, bigint>;

export interface Match {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly supplier?: string | undefined;
}

/** The number of a seller's earlier orders, or the buyer's accounts in the asset that the rule pays in. */
export type RuleNeeds = "SALES" | "BUYER";

/** A rule of any kind: the common fields, and the function that returns its claims in order. */
export interface Rule {
  readonly kind: string;
  /** Its place in the document, from 0. */
  readonly index: number;
  readonly basis: Basis;
  readonly match: Match;
  readonly minTier?: string | undefined;
  readonly minMinor?: bigint | undefined;
  readonly maxMinor?: bigint | undefined;
  /** The asset that it pays in, if that is not the settlement asset. */
  readonly asset?: Asset | undefined;
  readonly needs?: RuleNeeds | undefined;
  readonly claims: (situation: Situation) => Iterable<Claim>;
}

/** A rule's claim for one recipient, before rounding, bounds and caps. */
export interface Claim {
  /** Null if there is no recipient, or if the recipient is the order's buyer. */
  readonly recipient: Distributor | null;
  readonly buyer?: string;
  /** Tree distance from the seller; null for the buyer. */
  readonly level: number | null;
  readonly rateMicro: bigint;
  /** Replaces the rule's basis, in minor units; the rule's `min` then does not apply. */
  readonly basisMinor?: bigint;
  /** Set if the claim is not paid, whatever the rate. */
  readonly reason?: Exclude<Reason, "PAID" | "CAPPED" | "ZERO">;
}

/** The part of an order that a rule can read. */
export interface Situation {
  readonly seller: Distributor;
  readonly order: Order;
  /** The supply price of one unit, owed to the supplier. */
  readonly supplyPriceMinor: bigint;
  /** Whether a distributor is ACTIVE and has at least the rule's minTier. */
  readonly eligible: (distributor: Distributor) => boolean;
  /** A distributor's tier; a null tier means the lowest tier of the ladder in force. */
  readonly tierOf: (distributor: Distributor) => string | null;
}

export interface Plan {
  readonly version: number;
  readonly name: string;
  readonly effectiveFrom: number;
  readonly rounding: Rounding;
  readonly allowLoss: boolean;
  readonly orderRateMicro: bigint;
  /** Days until a distributor's share becomes available; 0 means at once (T+0). */
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

// A match by product is more specific than one by category, and that more than one by supplier.
function specificity(match: Match): number {
  return (
    (match.product === undefined ? 0 : 4) +
    (match.category === undefined ? 0 : 2) +
    (match.supplier === undefined ? 0 : 1)
  );
}

const chosen = new WeakMap<Product, WeakMap<Plan, readonly Rule[]>>();

/** The rules that apply to a product: the most specific rules of each kind, in document order. */
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
