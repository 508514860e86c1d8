// Random closes of windows and tiers set by hand, early ones and repeated ones among them.
import fc from "fast-check";
import type { Input, WindowClose } from "./inputs.ts";
import { periodOf } from "./periods.ts";

const MONTHS = ["2025-12", "2026-01", "2026-01", "2026-02", "2026-02", "2026-03", "2026-04"];
const AT = ["2026-02-01T00:00:00+08:00", "2026-02-28T23:59:59.999+08:00", "2026-06-01T00:00:00Z"];
/** Around the first days of months, on which windows close. */
const UNTIL = ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01", "2026-03-01", "2026-04-01"];

export const windowClose: fc.Arbitrary<Input> = fc
  .tuple(fc.constantFrom(...MONTHS), fc.constantFrom(...AT))
  .map(([month, at]) => ({ windowClose: { month, at } }));

/** Of one of the codes, to one of the tiers. */
export function tierByHand(
  codes: readonly string[],
  tiers: readonly string[],
): fc.Arbitrary<Input> {
  return fc
    .record({
      code: fc.constantFrom(...codes),
      tier: fc.constantFrom(...tiers),
      until: fc.constantFrom(...UNTIL),
      at: fc.constantFrom("2026-01-01T00:00:00+08:00", "2026-02-01T00:00:00+08:00", ...AT),
    })
    .map((fields) => ({ tierByHand: { ...fields, reason: "a random one" } }));
}

/** The windows one after another, as a server closes them: this many were closed before. */
export function nextWindow(before: number): WindowClose {
  const month = periodOf(new Date(Date.UTC(2026, before)).toISOString().slice(0, 10), "MONTH");
  return { month, at: "2027-06-01T00:00:00Z" };
}
