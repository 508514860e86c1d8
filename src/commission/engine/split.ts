// Splits one order's margin by the plan: one line for each share, paid or not, with its reason
// (docs/rules.md §3).
import { type Asset, inRange } from "../../kernel/money.ts";
import { divide, RATE_ONE, shareOf } from "../../kernel/rate.ts";
import type { Distributor } from "../../network/engine/distributor.ts";
import { type Ladder, rankOf } from "../../network/engine/ladder.ts";
import type { Order, Product } from "./order.ts";
import { type Claim, type Plan, type Reason, type Rule, rulesFor } from "./plan.ts";

/** One line of a settlement; the basis is in minor units of the settlement asset. */
export interface Share {
  /** The rule's index in the plan, from 0. */
  readonly rule: number;
  readonly kind: string;
  /** Null if there is no recipient, or if the recipient is the order's buyer. */
  readonly recipient: Distributor | null;
  readonly buyer?: string | undefined;
  /** Tree distance from the seller, which is level 0; null for the buyer. */
  readonly level: number | null;
  /** The recipient's tier when the order occurred. */
  readonly tier: string | null;
  readonly basisMinor: bigint;
  readonly rateMicro: bigint;
  /** In minor units of `paidIn`, or else of the settlement asset. */
  readonly amountMinor: bigint;
  /** The asset, if it is not the settlement asset; such a share is not part of the margin. */
  readonly paidIn?: Asset | undefined;
  readonly reason: Reason;
}

export interface SplitInput {
  readonly asset: Asset;
  readonly plan: Plan;
  readonly ladder: Ladder | undefined;
  readonly order: Order;
  readonly seller: Distributor;
  readonly product: Product;
  readonly supplyPriceMinor: bigint;
  readonly grossMinor: bigint;
  readonly marginMinor: bigint;
}

/**
 * The shares of an order, in the document's order. The shares in the settlement asset never exceed
 * the margin in total; shares in other assets do not count against the margin or the caps.
 */
export function split(input: SplitInput): Share[] {
  const { plan, ladder, seller, order, supplyPriceMinor, marginMinor } = input;
  if (marginMinor < 0n) return [];
  const shares: Share[] = [];
  const tierOf = (one: Distributor) => one.tier ?? ladder?.tiers[0]?.code ?? null;
  let left = shareOf(marginMinor, plan.orderRateMicro, "DOWN");
  for (const rule of rulesFor(plan, input.product)) {
    const eligible = eligibility(rule, ladder);
    const ruleBasis = rule.basis === "GROSS" ? input.grossMinor : marginMinor;
    for (const claim of rule.claims({ seller, order, supplyPriceMinor, eligible, tierOf })) {
      const { recipient, buyer, level, rateMicro, basisMinor = ruleBasis } = claim;
      const asked = claim.reason === undefined ? ask(rule, claim, basisMinor, input) : 0n;
      const bounded = rule.asset === undefined && asked > left;
      const amountMinor = bounded ? left : asked;
      if (rule.asset === undefined) left -= amountMinor;
      const reason = claim.reason ?? (asked === 0n ? "ZERO" : bounded ? "CAPPED" : "PAID");
      const tier = recipient === null ? null : tierOf(recipient);
      const whose = { rule: rule.index, kind: rule.kind, recipient, buyer, level, tier };
      const amounts = { basisMinor, rateMicro, amountMinor, paidIn: rule.asset };
      shares.push({ ...whose, ...amounts, reason });
    }
  }
  return shares;
}

// No distributor meets a minTier that the ladder does not have.
function eligibility({ minTier }: Rule, ladder: Ladder | undefined) {
  if (minTier === undefined) return (one: Distributor) => one.status === "ACTIVE";
  const least = rankOf(minTier, ladder);
  return (one: Distributor) =>
    one.status === "ACTIVE" && least >= 0 && rankOf(one.tier, ladder) >= least;
}

// `min` applies if the exact product is above zero, before rounding.
function ask(rule: Rule, claim: Claim, basisMinor: bigint, { plan, asset }: SplitInput): bigint {
  const product = basisMinor * claim.rateMicro;
  const { minMinor, maxMinor, asset: other = asset } = rule;
  const share = divide(
    product * 10n ** BigInt(other.scale),
    RATE_ONE * 10n ** BigInt(asset.scale),
    plan.rounding,
  );
  const least = claim.basisMinor === undefined && product > 0n ? minMinor : undefined;
  const asked = least !== undefined && share < least ? least : share;
  return maxMinor !== undefined && asked > maxMinor ? maxMinor : inRange(asked, "share");
}
