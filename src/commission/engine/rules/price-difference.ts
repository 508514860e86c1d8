// PRICE_DIFFERENCE (差价): pays each ancestor the difference between its tier's wholesale price and
// the price below (docs/rules.md §3).
import { z } from "zod";
import { amountText } from "../../../kernel/document.ts";
import { parseAmount } from "../../../kernel/money.ts";
import { RATE_ONE } from "../../../kernel/rate.ts";
import { lineUp } from "../../../network/engine/distributor.ts";
import { type Claim, MAX_LEVELS, type Situation } from "../plan.ts";
import { ruleKind, UNBOUNDED } from "./kind.ts";

export const priceDifference = ruleKind({
  kind: "PRICE_DIFFERENCE",
  meaning: "The difference between tier prices going up the upline (差价).",
  shape: (asset) => ({
    prices: z.record(z.string(), amountText(asset)),
    maxLevels: z.int().min(1).max(MAX_LEVELS).optional(),
  }),
  tierMap: "prices",
  without: { basis: "this kind pays a price difference, not a part of a basis" },
  reach: ({ prices, maxLevels = UNBOUNDED }) => (Object.keys(prices).length > 0 ? maxLevels : 0),
  compile({ prices, maxLevels = UNBOUNDED }, { scale }) {
    const byTier = new Map(
      Object.entries(prices).map(([tier, text]) => [tier, parseAmount(text, scale, "prices")]),
    );
    return (situation) => walk(situation, byTier, maxLevels);
  },
});

function* walk(
  { seller, order, supplyPriceMinor, eligible, tierOf }: Situation,
  prices: ReadonlyMap<string, bigint>,
  maxLevels: number,
): Generator<Claim> {
  let low = order.unitPriceMinor;
  let level = -1;
  for (const recipient of lineUp(seller)) {
    level += 1;
    if (level > maxLevels) return;
    const wholesale = prices.get(tierOf(recipient) ?? "");
    if (wholesale === undefined) continue;
    const price = wholesale < supplyPriceMinor ? supplyPriceMinor : wholesale;
    const basisMinor = price < low ? (low - price) * order.quantity : 0n;
    const claim = { recipient, level, rateMicro: RATE_ONE, basisMinor };
    if (!eligible(recipient)) yield { ...claim, reason: "INELIGIBLE" };
    else {
      yield claim;
      if (price < low) low = price;
    }
  }
}
