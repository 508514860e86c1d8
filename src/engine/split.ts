// Splits one order's margin by the plan: a line for each share, paid or not, with its reason (rules §3).
import { shareOf } from "../kernel/rate.ts";
import type { Distributor } from "./distributor.ts";
import { type Ladder, rankOf } from "./ladder.ts";
import type { Product } from "./order.ts";
import { type Plan, type Reason, type Rule, rulesFor } from "./plan.ts";

/** One line of a settlement; amounts in minor units of the settlement asset. */
export interface Share {
  /** The rule's place in the plan, from 0. */
  readonly rule: number;
  readonly kind: string;
  readonly recipient: Distributor;
  /** Tree distance from the seller, which is level 0. */
  readonly level: number;
  /** The recipient's tier when the order was paid. */
  readonly tier: string | null;
  readonly basisMinor: bigint;
  readonly rateMicro: bigint;
  readonly amountMinor: bigint;
  readonly reason: Reason;
}

export interface Terms {
  readonly plan: Plan;
  readonly ladder: Ladder | undefined;
  readonly seller: Distributor;
  readonly product: Product;
  readonly grossMinor: bigint;
  readonly marginMinor: bigint;
}

/** The shares of an order, in the document's order; together never more than the margin. */
export function split(terms: Terms): Share[] {
  const { plan, ladder, seller, marginMinor } = terms;
  if (marginMinor < 0n) return [];
  const shares: Share[] = [];
  const tierOf = (one: Distributor) => one.tier ?? ladder?.tiers[0]?.code ?? null;
  let left = shareOf(marginMinor, plan.orderRateMicro, "DOWN");
  for (const rule of rulesFor(plan, terms.product)) {
    const eligible = eligibility(rule, ladder);
    const basisMinor = rule.basis === "GROSS" ? terms.grossMinor : marginMinor;
    for (const claim of rule.claims({ seller, eligible, tierOf })) {
      const { recipient, level, rateMicro } = claim;
      const asked = claim.reason === undefined ? ask(rule, plan, basisMinor, rateMicro) : 0n;
      const amountMinor = asked > left ? left : asked;
      left -= amountMinor;
      const reason =
        claim.reason ?? (asked === 0n ? "ZERO" : asked > amountMinor ? "CAPPED" : "PAID");
      const tier = tierOf(recipient);
      const line = { rule: rule.index, kind: rule.kind, recipient, level, tier };
      shares.push({ ...line, basisMinor, rateMicro, amountMinor, reason });
    }
  }
  return shares;
}

// A minTier that the ladder does not know is met by nobody.
function eligibility({ minTier }: Rule, ladder: Ladder | undefined) {
  if (minTier === undefined) return (one: Distributor) => one.status === "ACTIVE";
  const least = rankOf(minTier, ladder);
  return (one: Distributor) =>
    one.status === "ACTIVE" && least >= 0 && rankOf(one.tier, ladder) >= least;
}

// `min` applies when the exact product is above zero, before it is rounded.
function ask(rule: Rule, plan: Plan, basisMinor: bigint, rateMicro: bigint): bigint {
  let share = shareOf(basisMinor, rateMicro, plan.rounding);
  const { minMinor, maxMinor } = rule;
  if (minMinor !== undefined && share < minMinor && basisMinor * rateMicro > 0n) share = minMinor;
  return maxMinor !== undefined && share > maxMinor ? maxMinor : share;
}
