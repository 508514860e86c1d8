// Sharing an amount among weights so that nothing is lost: the method of the largest remainder
// (docs/rules.md §1).

/**
 * The parts of a whole by weight, in the order of the weights; they always sum to the whole. Ties go
 * to the earlier part, a weight of zero gets zero, and a negative whole is shared like its absolute
 * value. Throws `RangeError` for a negative weight, and for a whole without any weight to bear it.
 */
export function allocate(whole: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.some((weight) => weight < 0n)) throw new RangeError("a weight is below zero");
  if (whole < 0n) return allocate(-whole, weights).map((part) => -part);
  if (whole === 0n) return weights.map(() => 0n);
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) throw new RangeError(`${whole} among weights that are all zero`);
  const parts = weights.map((weight) => (whole * weight) / total);
  const left = whole - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (whole * weight) % total }))
    .toSorted((a, b) => (a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1));
  // What is left is always fewer units than there are parts with a remainder.
  for (const { index } of byRemainder.slice(0, Number(left))) parts[index]! += 1n;
  return parts;
}
