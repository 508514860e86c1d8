// Amounts: exact 64-bit minor units inside, decimal strings outside (docs/rules.md §1).
import { Refusal } from "./errors.ts";

/** An asset of a network: `scale` is the number of decimals of its major unit (CNY 2, POINT 0). */
export interface Asset {
  readonly code: string;
  readonly scale: number;
}

/** Decimals of an asset at most. */
export const MAX_SCALE = 12;
export const INT64_MAX = 2n ** 63n - 1n;
export const INT64_MIN = -(2n ** 63n);
/** Digits of an amount's text; far above what 64 bits hold, so that a long text is refused cheaply. */
const MAX_TEXT = 40;
const AMOUNT = /^-?\d+(\.\d+)?$/;

/** Refuses a product, sum or balance that 64 bits cannot hold (docs/rules.md §1). */
export function inRange(minor: bigint, what: string): bigint {
  if (minor > INT64_MAX || minor < INT64_MIN) {
    throw new Refusal("OUT_OF_RANGE", `${what}: ${minor} does not fit 64 bits`, what);
  }
  return minor;
}

/**
 * A decimal string in the asset's major unit to minor units: "12.50" at scale 2 is 1250.
 * Throws `INVALID` for another form or too many decimals, `OUT_OF_RANGE` beyond 64 bits.
 */
export function parseAmount(text: string, scale: number, field: string): bigint {
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  if (!AMOUNT.test(text)) {
    throw new Refusal("INVALID", `${field}: "${shown}" is not a decimal amount`, field);
  }
  const point = text.indexOf(".");
  const decimals = point < 0 ? 0 : text.length - point - 1;
  if (decimals > scale) {
    const most = scale === 1 ? "1 decimal" : `${scale} decimals`;
    throw new Refusal("INVALID", `${field}: "${shown}" has more than ${most}`, field);
  }
  if (text.length > MAX_TEXT) {
    throw new Refusal("OUT_OF_RANGE", `${field}: ${shown} does not fit 64 bits`, field);
  }
  const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
  return inRange(BigInt(digits + "0".repeat(scale - decimals)), field);
}

/** Minor units to the decimal string with all the asset's decimals: 1250 at scale 2 is "12.50". */
export function formatAmount(minor: bigint, scale: number): string {
  const sign = minor < 0n ? "-" : "";
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, "0");
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
