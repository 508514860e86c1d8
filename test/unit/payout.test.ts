// The fee on a payout, by the terms.
import { expect, it } from "vitest";
import { feeOf, type PayoutTerms } from "../../src/finance/payouts/engine/payout.ts";

const TERMS: PayoutTerms = {
  effectiveFrom: 0,
  minimumMinor: 0n,
  feeRateMicro: 6_000n,
  feeMinMinor: 100n,
  feeMaxMinor: 5_000n,
};

it.each([
  ["the least", 10_000n, 100n],
  ["the rate, rounded down", 33_333n, 199n],
  ["the most", 10_000_000n, 5_000n],
])("%s", (_, amountMinor, feeMinor) => {
  expect(feeOf(TERMS, amountMinor)).toBe(feeMinor);
});

it("has no bound where the terms have none, and is nothing without terms", () => {
  expect(feeOf({ ...TERMS, feeMaxMinor: undefined }, 10_000_000n)).toBe(60_000n);
  expect(feeOf(undefined, 10_000n)).toBe(0n);
});
