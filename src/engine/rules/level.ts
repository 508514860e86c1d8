// LEVEL: fixed rates by level, walking up from the seller's parent (rules §3).
import type { Claim, Rule, RuleBase, Situation } from "../plan.ts";
import type { Distributor } from "../state.ts";

export interface LevelTerms {
  /** One list of rates by level for every recipient, or a map from the recipient's tier to one. */
  readonly rates: readonly bigint[] | ReadonlyMap<string, readonly bigint[]>;
  readonly compression: "NONE" | "SKIP";
}

export function levelRule(base: RuleBase, terms: LevelTerms): Rule {
  const lists = terms.rates instanceof Map ? [...terms.rates.values()] : [terms.rates];
  const levels = Math.max(...lists.map((list) => list.length));
  return { ...base, kind: "LEVEL", claims: (situation) => walk(terms, levels, situation) };
}

function* walk(terms: LevelTerms, levels: number, situation: Situation): Generator<Claim> {
  let level = 0;
  let taken = 0;
  for (
    let recipient: Distributor | null = situation.seller.parent;
    recipient !== null && taken < levels;
    recipient = recipient.parent
  ) {
    level += 1;
    const rateMicro = rateAt(terms, taken, situation.tierOf(recipient));
    if (situation.eligible(recipient)) {
      taken += 1;
      yield { recipient, level, rateMicro };
    } else if (terms.compression === "SKIP") {
      yield { recipient, level, rateMicro, reason: "INELIGIBLE" };
    } else {
      taken += 1;
      yield { recipient, level, rateMicro, reason: "FORFEITED" };
    }
  }
}

function rateAt({ rates }: LevelTerms, place: number, tier: string | null): bigint {
  if (!(rates instanceof Map)) return (rates as readonly bigint[])[place] ?? 0n;
  return (tier === null ? undefined : rates.get(tier)?.[place]) ?? 0n;
}
