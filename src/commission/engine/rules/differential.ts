// DIFFERENTIAL (级差): pays each higher tier in the upline the difference between its rate and the
// rate below (docs/rules.md §3).
import { z } from "zod";
import {
  byTier,
  compileByTier,
  isAboveZero,
  rateText,
  valuesByTier,
} from "../../../kernel/document.ts";
import { parseRate } from "../../../kernel/rate.ts";
import { lineUp } from "../../../network/engine/distributor.ts";
import {
  type Claim,
  highestRate,
  MAX_LEVELS,
  type RateByTier,
  rateFor,
  type Situation,
} from "../plan.ts";
import { ruleKind, UNBOUNDED } from "./kind.ts";

export const differential = ruleKind({
  kind: "DIFFERENTIAL",
  meaning: "The difference between tier rates going up the upline (级差).",
  shape: () => ({
    rate: byTier(rateText),
    includeSeller: z.boolean().optional(),
    maxLevels: z.int().min(1).max(MAX_LEVELS).optional(),
  }),
  tierMap: "rate",
  reach: ({ rate, maxLevels = UNBOUNDED }) =>
    valuesByTier(rate).some(isAboveZero) ? maxLevels : 0,
  compile({ includeSeller = true, maxLevels = UNBOUNDED, ...fields }) {
    const rate = compileByTier(fields.rate, (text) => parseRate(text, "rate"));
    return (situation) => walk(situation, rate, includeSeller, maxLevels);
  },
});

function* walk(
  { seller, eligible, tierOf }: Situation,
  rate: RateByTier,
  includeSeller: boolean,
  maxLevels: number,
): Generator<Claim> {
  const highest = highestRate(rate);
  let paid = 0n;
  let distance = -1;
  for (const recipient of lineUp(seller)) {
    distance += 1;
    if (distance > 0 && (distance > maxLevels || paid >= highest)) return;
    const own = rateFor(rate, tierOf(recipient));
    const claim = { recipient, level: distance, rateMicro: own > paid ? own - paid : 0n };
    if (distance > 0 || includeSeller) {
      if (eligible(recipient)) yield claim;
      else yield { ...claim, reason: "INELIGIBLE" };
    }
    if (eligible(recipient) && own > paid) paid = own;
  }
}
