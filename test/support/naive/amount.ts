// Money of the naive model: decimals in major units, because the product counts in minor ones.
import { Decimal } from "decimal.js";

/** Digits enough that no product or sum of 64-bit amounts is ever rounded by the arithmetic itself. */
export const Exact = Decimal.clone({ precision: 150 });
export type Amount = Decimal;

export const NOTHING: Amount = new Exact(0);

const MAX_MINOR = new Exact("9223372036854775807");
const MIN_MINOR = new Exact("-9223372036854775808");
const AMOUNT = /^-?[0-9]+(\.[0-9]+)?$/;
const ROUNDINGS = {
  DOWN: Decimal.ROUND_DOWN,
  HALF_UP: Decimal.ROUND_HALF_UP,
  HALF_EVEN: Decimal.ROUND_HALF_EVEN,
} as const;

export type Rounding = keyof typeof ROUNDINGS;

/**
 * The amount that `text` says in an asset of that scale, or undefined if docs/rules.md §1 refuses
 * it.
 */
export function readAmount(text: string, scale: number): Amount | undefined {
  if (!AMOUNT.test(text)) return undefined;
  if ((text.split(".")[1] ?? "").length > scale) return undefined;
  const amount = new Exact(text);
  return fits(amount, scale) ? amount : undefined;
}

/** Whether the amount is one of the 64-bit integers of minor units. */
export function fits(amount: Amount, scale: number): boolean {
  const minor = amount.times(new Exact(10).pow(scale));
  return minor.isInteger() && minor.gte(MIN_MINOR) && minor.lte(MAX_MINOR);
}

/** §1: rounded once, to the minor unit, as the plan says. */
export function rounded(amount: Amount, scale: number, rounding: Rounding): Amount {
  return amount.toDecimalPlaces(scale, ROUNDINGS[rounding]);
}

export function smaller(one: Amount, other: Amount): Amount {
  return one.lt(other) ? one : other;
}

export function total(amounts: readonly Amount[]): Amount {
  return amounts.reduce((sum, amount) => sum.plus(amount), NOTHING);
}
