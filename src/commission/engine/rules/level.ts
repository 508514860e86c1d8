// LEVEL: pays fixed rates by level, from the seller's parent upwards (docs/rules.md §3).
import { z } from "zod";
import { byTier, compileByTier, isAboveZero, rateText } from "../../../kernel/document.ts";
import { parseRate } from "../../../kernel/rate.ts";
import { lineUp } from "../../../network/engine/distributor.ts";
import { type Claim, MAX_LEVELS, type Situation } from "../plan.ts";
import { ruleKind, UNBOUNDED } from "./kind.ts";

type Rates = readonly bigint[];

export const level = ruleKind({
  kind: "LEVEL",
  meaning: "A share for each level above the seller.",
  shape: () => ({
    rates: byTier(z.array(rateText).min(1).max(MAX_LEVELS)),
    compression: z.enum(["NONE", "SKIP"]).optional(),
  }),
  tierMap: "rates",
  reach({ rates, compression }) {
    const lists = Array.isArray(rates) ? [rates] : Object.values(rates);
    const last = Math.max(0, ...lists.map((list) => list.findLastIndex(isAboveZero) + 1));
    return compression === "SKIP" && last > 0 ? UNBOUNDED : last;
  },
  compile(fields) {
    const rates = compileByTier(
      fields.rates,
      (list): Rates => list.map((text) => parseRate(text, "rates")),
    );
    const lists = rates instanceof Map ? [...rates.values()] : [rates as Rates];
    const levels = Math.max(0, ...lists.map((list) => list.length));
    const rateAt = (place: number, tier: string | null) => {
      const list = rates instanceof Map ? rates.get(tier) : rates;
      return list?.[place] ?? 0n;
    };
    return (situation) => walk(situation, levels, rateAt, fields.compression === "SKIP");
  },
});

function* walk(
  { seller, eligible, tierOf }: Situation,
  levels: number,
  rateAt: (place: number, tier: string | null) => bigint,
  skips: boolean,
): Generator<Claim> {
  let distance = -1;
  let taken = 0;
  for (const recipient of lineUp(seller)) {
    distance += 1;
    if (distance === 0) continue;
    if (taken === levels) return;
    const claim = { recipient, level: distance, rateMicro: rateAt(taken, tierOf(recipient)) };
    if (eligible(recipient)) yield claim;
    else yield { ...claim, reason: skips ? "INELIGIBLE" : "FORFEITED" };
    if (!skips || eligible(recipient)) taken += 1;
  }
}
