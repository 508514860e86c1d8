// SELLER: the seller's own share, by its tier (rules §3).

import { byTier, compileByTier, rateText } from "../../../kernel/document.ts";
import { parseRate } from "../../../kernel/rate.ts";
import { rateFor } from "../plan.ts";
import { ruleKind } from "./kind.ts";

export const seller = ruleKind({
  kind: "SELLER",
  shape: () => ({ rate: byTier(rateText) }),
  tierMap: "rate",
  reach: () => 0,
  compile(terms) {
    const rate = compileByTier(terms.rate, (text) => parseRate(text, "rate"));
    return function* claims({ seller, eligible, tierOf }) {
      const rateMicro = rateFor(rate, tierOf(seller));
      if (eligible(seller)) yield { recipient: seller, level: 0, rateMicro };
      else yield { recipient: seller, level: 0, rateMicro, reason: "INELIGIBLE" };
    };
  },
});
