// Exact decimals for fractions that are computed outside the lane; the lane's own arithmetic is in
// whole numbers (rate.ts), which are faster.
import { Decimal } from "decimal.js";

/**
 * More digits than any sum or product has: a sum of a billion amounts of 64 bits has 28, and is
 * multiplied by two rates of 6 decimals at most. A quotient is cut off there, never rounded up, so
 * that cutting it off again is cutting off the exact one.
 */
export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_DOWN });
export type Exact = Decimal;

/** The nearest whole number; a half goes away from zero. */
export function halfUp(value: Exact): bigint {
  return BigInt(value.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed());
}
