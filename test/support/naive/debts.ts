// How debts come about in random streams: what was given is taken out, and then the sale is given back.
import fc from "fast-check";
import { BUYERS, SUPPLIERS } from "./documents.ts";
import type { Input } from "./inputs.ts";
import type { Step, Unnumbered } from "./steps.ts";

/** After all that any order could be due. */
const LATE = "2026-12-31T00:00:00Z";

/** What all distributors, suppliers or buyers have been given is taken out: the whole, or a part. */
export function spending(codes: readonly string[]): fc.Arbitrary<Input> {
  const of = (kind: string, codes: readonly string[], rest = "") =>
    codes.map((code) => `liabilities:${kind}:${code}${rest}`);
  const buyers = of("buyer", BUYERS);
  const whose = fc.constantFrom(
    { accounts: of("distributor", codes, ":available"), asset: "CNY" },
    { accounts: of("distributor", codes, ":available"), asset: "CNY" },
    { accounts: of("supplier", SUPPLIERS), asset: "CNY" },
    { accounts: buyers, asset: "CNY" },
    { accounts: buyers, asset: "POINT" },
  );
  return fc
    .tuple(whose, fc.constantFrom(1, 1, 2, 3))
    .map(([whose, nth]) => ({ spend: { ...whose, nth } }));
}

/**
 * One sale is released, taken out and given back; what the same seller earns next pays the debt, at
 * once or when it is released.
 */
export function debt(
  sale: fc.Arbitrary<Unnumbered>,
  codes: readonly string[],
): fc.Arbitrary<Step[]> {
  const release = { release: { until: LATE } };
  const accounts = codes.map((code) => `liabilities:distributor:${code}:available`);
  const spend = { spend: { accounts, asset: "CNY", nth: 1 } };
  return fc
    .tuple(sale, sale, fc.constantFrom("REST" as const, "PART" as const))
    .map(([first, second, much]): Step[] => {
      const { occurredAt } = first.text;
      const back = { back: { of: 0, much, nth: 2, occurredAt }, again: undefined };
      const next = { ...second, text: { ...second.text, seller: first.text.seller } };
      return [first, release, spend, back, next, release];
    });
}
