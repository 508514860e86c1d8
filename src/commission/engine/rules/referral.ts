// REFERRAL: pays the seller's parent for each of the seller's first orders (docs/rules.md §3).
import { z } from "zod";
import {
  byTier,
  compileByTier,
  isAboveZero,
  rateText,
  valuesByTier,
} from "../../../kernel/document.ts";
import { parseRate } from "../../../kernel/rate.ts";
import { MAX_FIRST_SALES, rateFor } from "../plan.ts";
import { ruleKind } from "./kind.ts";

export const referral = ruleKind({
  kind: "REFERRAL",
  meaning: "A share of the seller's parent on the seller's first orders.",
  shape: () => ({
    rate: byTier(rateText),
    firstSales: z.int().min(1).max(MAX_FIRST_SALES),
  }),
  tierMap: "rate",
  needs: "SALES",
  reach: ({ rate }) => (valuesByTier(rate).some(isAboveZero) ? 1 : 0),
  compile({ firstSales, ...fields }) {
    const rate = compileByTier(fields.rate, (text) => parseRate(text, "rate"));
    return function* claims({ seller, eligible, tierOf }) {
      const recipient = seller.parent;
      const rateMicro = recipient === null ? 0n : rateFor(rate, tierOf(recipient));
      const claim = { recipient, level: 1, rateMicro };
      if (recipient === null) yield { ...claim, reason: "NO_PARENT" };
      else if (seller.sales >= firstSales) yield { ...claim, reason: "NOT_FIRST" };
      else if (!eligible(recipient)) yield { ...claim, reason: "INELIGIBLE" };
      else yield claim;
    };
  },
});
