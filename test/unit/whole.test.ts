// Whole numbers that are cheap while they are small must be those that bigint has, also where they grow and shrink.
import fc from "fast-check";
import { expect, test } from "vitest";
import { add, subtract, times, type Whole, wholeOf } from "../../src/kernel/whole.ts";

const AROUND = [0n, 1n, 999_999_999_999_999n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n];
const value = fc.oneof(
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
  fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
  fc.tuple(fc.constantFrom(...AROUND), fc.bigInt({ min: -2n, max: 2n })).map(([n, by]) => n + by),
);

const shortest = (exact: bigint): Whole => {
  const short = Number(exact);
  return Number.isSafeInteger(short) ? short : exact;
};

test("sums, differences and products are exact, and a number wherever a number is exact", () => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      const [a, b] = [wholeOf(`${one}`), wholeOf(`${other}`)];
      expect(a).toBe(shortest(one));
      expect(add(a, b)).toBe(shortest(one + other));
      expect(subtract(a, b)).toBe(shortest(one - other));
      expect(times(a, b) || 0).toBe(shortest(one * other));
    }),
    { numRuns: 2_000 },
  );
});
