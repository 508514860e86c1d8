// DIFFERENTIAL (级差): each higher tier up the line gets what its rate exceeds the one below (rules §3).
import {
  type Claim,
  highestRate,
  type RateByTier,
  type Rule,
  type RuleBase,
  rateFor,
  type Situation,
} from "../plan.ts";
import type { Distributor } from "../state.ts";

export interface DifferentialTerms {
  readonly rate: RateByTier;
  readonly includeSeller: boolean;
  readonly maxLevels: number;
}

export function differentialRule(base: RuleBase, terms: DifferentialTerms): Rule {
  const highest = highestRate(terms.rate);
  return { ...base, kind: "DIFFERENTIAL", claims: (situation) => walk(terms, highest, situation) };
}

function* walk(terms: DifferentialTerms, highest: bigint, situation: Situation): Generator<Claim> {
  const { seller, eligible, tierOf } = situation;
  const own = rateFor(terms.rate, tierOf(seller));
  let paid = eligible(seller) ? own : 0n;
  if (terms.includeSeller) {
    const ineligible = eligible(seller) ? {} : { reason: "INELIGIBLE" as const };
    yield { recipient: seller, level: 0, rateMicro: own, ...ineligible };
  }
  let level = 0;
  let recipient: Distributor | null = seller.parent;
  while (recipient !== null && level < terms.maxLevels && paid < highest) {
    level += 1;
    const rate = rateFor(terms.rate, tierOf(recipient));
    const rateMicro = rate > paid ? rate - paid : 0n;
    if (eligible(recipient)) {
      yield { recipient, level, rateMicro };
      if (rate > paid) paid = rate;
    } else {
      yield { recipient, level, rateMicro, reason: "INELIGIBLE" };
    }
    recipient = recipient.parent;
  }
}
