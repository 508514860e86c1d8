// Amounts: exact 64-bit minor units in the code, decimal strings in input and output
// (docs/rules.md §1).
import { Refusal } from "./errors.ts";

/** An asset of a network: `scale` is the number of decimals of its major unit (CNY 2, POINT 0). */
export interface Asset {
  readonly code: string;
  readonly scale: number;
}

/** The largest number of decimals of an asset. */
export const MAX_SCALE = 12;
export const INT64_MAX = 2n ** 63n - 1n;
export const INT64_MIN = -(2n ** 63n);
/** The longest text that is parsed as an amount. 64 bits need far less, so longer texts are refused at once. */
const MAX_TEXT = 40;
const AMOUNT = /^-?\d+(\.\d+)?$/;

/** Returns the amount; throws `OUT_OF_RANGE` if it does not fit 64 bits (docs/rules.md §1). */
export function inRange(minor: bigint, what: string): bigint {
  if (minor > INT64_MAX || minor < INT64_MIN) {
    throw new Refusal("OUT_OF_RANGE", `${what}: ${minor} does not fit 64 bits`, what);
  }
  return minor;
}

/**
 * Converts a decimal string in major units to minor units: "12.50" at scale 2 is 1250.
 * Throws `INVALID` for another format or too many decimals, `OUT_OF_RANGE` if it does not fit 64 bits.
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

/** Converts minor units to a decimal string with all decimals of the asset: 1250 at scale 2 is "12.50". */
export function formatAmount(minor: bigint, scale: number): string {
  const sign = minor < 0n ? "-" : "";
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, "0");
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
