// Sums on two sides, what was and what drafts would have made of it: in all, and by a key.

/** What the books have, and what the drafts would have made of it. */
export interface Compared {
  readonly actual: bigint;
  readonly draft: bigint;
}

export type Side = keyof Compared;

export type ComparedBy<Key> = Compared & { readonly key: Key };

export function differenceOf({ actual, draft }: Compared): bigint {
  return draft - actual;
}

/** All of them together. */
export function sumOf(all: readonly Compared[]): Compared {
  const sum = { actual: 0n, draft: 0n };
  for (const { actual, draft } of all) {
    sum.actual += actual;
    sum.draft += draft;
  }
  return sum;
}

export class Tally<Key> {
  readonly #sums = new Map<Key, { actual: bigint; draft: bigint }>();

  add(key: Key, side: Side, amount: bigint): void {
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { actual: 0n, draft: 0n };
      this.#sums.set(key, sum);
    }
    sum[side] += amount;
  }

  has(key: Key): boolean {
    return this.#sums.has(key);
  }

  /** Nothing on either side for a key that never came up. */
  get(key: Key): Compared {
    return this.#sums.get(key) ?? { actual: 0n, draft: 0n };
  }

  /** Every key that came up, in the order in which they did. */
  get all(): ComparedBy<Key>[] {
    return [...this.#sums].map(([key, sum]) => ({ key, ...sum }));
  }

  /** Every key, in the order given. */
  sorted(compare: (one: Key, other: Key) => number): ComparedBy<Key>[] {
    return this.all.sort((one, other) => compare(one.key, other.key));
  }

  /** The keys with the largest differences, upwards (1) or downwards (-1); ties in the order given. */
  furthest(
    direction: 1 | -1,
    most: number,
    compare: (one: Key, other: Key) => number,
  ): ComparedBy<Key>[] {
    const distance = (one: Compared) => differenceOf(one) * BigInt(direction);
    return this.sorted(compare)
      .filter((one) => distance(one) > 0n)
      .sort(
        (one, other) =>
          Number(distance(other) > distance(one)) - Number(distance(other) < distance(one)),
      )
      .slice(0, most);
  }
}
