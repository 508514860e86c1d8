// SELLER: pays the seller's own share, by its tier (docs/rules.md §3).

import { byTier, compileByTier, rateText } from "../../../kernel/document.ts";
import { parseRate } from "../../../kernel/rate.ts";
import { rateFor } from "../plan.ts";
import { ruleKind } from "./kind.ts";

export const seller = ruleKind({
  kind: "SELLER",
  meaning: "A share of the seller.",
  shape: () => ({ rate: byTier(rateText) }),
  tierMap: "rate",
  reach: () => 0,
  compile(fields) {
    const rate = compileByTier(fields.rate, (text) => parseRate(text, "rate"));
    return function* claims({ seller, eligible, tierOf }) {
      const rateMicro = rateFor(rate, tierOf(seller));
      if (eligible(seller)) yield { recipient: seller, level: 0, rateMicro };
      else yield { recipient: seller, level: 0, rateMicro, reason: "INELIGIBLE" };
    };
  },
});
