// Exact whole numbers that are cheap while they are small: most amounts of a book fit a number, and few need a bigint.

/**
 * A number while that is exact, otherwise a bigint: equal values are always of one type, so `===`
 * compares them.
 */
export type Whole = number | bigint;

/** Digits that always fit a number exactly, with a sign before them. */
const SAFE_LENGTH = 15;
const [ZERO, MINUS] = [48, 45];

/** The value of decimal digits, with a minus sign or without. */
export function wholeOf(digits: string): Whole {
  if (digits.length > SAFE_LENGTH) return shortened(BigInt(digits));
  const isNegative = digits.charCodeAt(0) === MINUS;
  let value = 0;
  for (let at = isNegative ? 1 : 0; at < digits.length; at += 1)
    value = value * 10 + digits.charCodeAt(at) - ZERO;
  return isNegative ? -value : value;
}

export function add(one: Whole, other: Whole): Whole {
  if (typeof one === "number" && typeof other === "number") {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return shortened(BigInt(one) + BigInt(other));
}

export function subtract(one: Whole, other: Whole): Whole {
  if (typeof one === "number" && typeof other === "number") {
    const difference = one - other;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return shortened(BigInt(one) - BigInt(other));
}

export function times(one: Whole, other: Whole): Whole {
  if (typeof one === "number" && typeof other === "number") {
    const product = one * other;
    if (Number.isSafeInteger(product)) return product;
  }
  return shortened(BigInt(one) * BigInt(other));
}

function shortened(value: bigint): Whole {
  const short = Number(value);
  return Number.isSafeInteger(short) ? short : value;
}
