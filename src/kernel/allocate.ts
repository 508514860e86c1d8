// Divides an amount by weights without losing a minor unit: the largest remainder method
// (docs/rules.md §1).

/**
 * Divides `whole` in proportion to the weights. The parts are in the order of the weights and always
 * sum to `whole`. If remainders are equal, the earlier part gets the extra unit. A weight of zero gets
 * zero, and a negative whole is divided like its absolute value. Throws `RangeError` for a negative
 * weight, and for a whole other than zero if all weights are zero.
 */
export function allocate(whole: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.some((weight) => weight < 0n)) throw new RangeError("a weight is negative");
  if (whole < 0n) return allocate(-whole, weights).map((part) => -part);
  if (whole === 0n) return weights.map(() => 0n);
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) throw new RangeError(`${whole} cannot be divided: all weights are zero`);
  const parts = weights.map((weight) => (whole * weight) / total);
  const left = whole - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (whole * weight) % total }))
    .toSorted((a, b) => (a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1));
  // The rest is always smaller than the number of parts with a remainder.
  for (const { index } of byRemainder.slice(0, Number(left))) parts[index]! += 1n;
  return parts;
}
