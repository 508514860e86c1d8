// SELLER: the seller's own share, by its tier (rules §3).
import { type Claim, type RateByTier, type Rule, type RuleBase, rateFor } from "../plan.ts";

export interface SellerTerms {
  readonly rate: RateByTier;
}

export function sellerRule(base: RuleBase, { rate }: SellerTerms): Rule {
  return {
    ...base,
    kind: "SELLER",
    *claims({ seller, eligible, tierOf }): Generator<Claim> {
      const rateMicro = rateFor(rate, tierOf(seller));
      const ineligible = eligible(seller) ? {} : { reason: "INELIGIBLE" as const };
      yield { recipient: seller, level: 0, rateMicro, ...ineligible };
    },
  };
}
