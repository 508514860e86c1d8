// The pending amounts of a replay, by due moment and distributor, and the orders that they come
// from.

/** The amounts of one due moment, by distributor code. */
type Due = Map<string, bigint>;

export class ReplayPending {
  readonly #due = new Map<number, Due>();
  /**
   * The recipients that are still pending, of orders with later refunds, by due moment and
   * recipient.
   */
  readonly #watched = new Map<string, Set<string>[]>();

  /** Adds to a pending amount, or reduces it (negative), in minor units. */
  change(dueAt: number, code: string, amountMinor: bigint): void {
    const due: Due = this.#due.get(dueAt) ?? new Map();
    const amount = (due.get(code) ?? 0n) + amountMinor;
    if (amount === 0n) due.delete(code);
    else due.set(code, amount);
    if (due.size === 0) this.#due.delete(dueAt);
    else this.#due.set(dueAt, due);
  }

  /**
   * The recipients of an order whose shares are pending; a release removes its recipient from the
   * set.
   */
  watch(dueAt: number, recipients: ReadonlySet<string>): ReadonlySet<string> {
    const pending = new Set(recipients);
    for (const code of recipients) {
      const key = `${dueAt} ${code}`;
      const sets = this.#watched.get(key);
      if (sets === undefined) this.#watched.set(key, [pending]);
      else sets.push(pending);
    }
    return pending;
  }

  /** The unreleased amounts due before a moment, in the order of their due moments. */
  dueBefore(moment: number): [dueAt: number, code: string][] {
    const moments = [...this.#due.keys()].filter((dueAt) => dueAt < moment).sort((a, b) => a - b);
    return moments.flatMap((dueAt) =>
      [...this.#due.get(dueAt)!.keys()].map((code): [number, string] => [dueAt, code]),
    );
  }

  /** Removes and returns the amount due to a distributor at a moment. */
  release(dueAt: number, code: string): bigint {
    const amount = this.#due.get(dueAt)?.get(code) ?? 0n;
    this.change(dueAt, code, -amount);
    const key = `${dueAt} ${code}`;
    for (const pending of this.#watched.get(key) ?? []) pending.delete(code);
    this.#watched.delete(key);
    return amount;
  }
}
