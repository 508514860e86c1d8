// CASHBACK: pays the order's buyer, in the settlement asset or in another asset such as points
// (docs/rules.md §3).

import { assetCode, rateText } from "../../../kernel/document.ts";
import { parseRate } from "../../../kernel/rate.ts";
import { ruleKind } from "./kind.ts";

export const cashback = ruleKind({
  kind: "CASHBACK",
  meaning: "A share of the buyer.",
  shape: () => ({ rate: rateText, asset: assetCode.optional() }),
  without: { minTier: "a buyer has no tier" },
  needs: "BUYER",
  reach: () => 0,
  compile(fields) {
    const rateMicro = parseRate(fields.rate, "rate");
    return function* claims({ order }) {
      const claim = { recipient: null, level: null, rateMicro };
      if (order.buyer === undefined) yield { ...claim, reason: "NO_BUYER" };
      else yield { ...claim, buyer: order.buyer };
    };
  },
});
