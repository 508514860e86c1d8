// What a replay has pending: by due moment and distributor, and which orders' shares are part of it.

/** The amounts of one due moment, by distributor's code. */
type Due = Map<string, bigint>;

export class ReplayPending {
  readonly #due = new Map<number, Due>();
  /** The still pending recipients of orders that are refunded later, by due moment and recipient. */
  readonly #watched = new Map<string, Set<string>[]>();

  /** Holds back (above 0) or takes out of what is held back (below 0), in minor units. */
  change(dueAt: number, code: string, amountMinor: bigint): void {
    const due: Due = this.#due.get(dueAt) ?? new Map();
    const amount = (due.get(code) ?? 0n) + amountMinor;
    if (amount === 0n) due.delete(code);
    else due.set(code, amount);
    if (due.size === 0) this.#due.delete(dueAt);
    else this.#due.set(dueAt, due);
  }

  /** The recipients whose shares of an order are pending: one leaves the set when it is released. */
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

  /** What became due before a moment and was not released, in the order in which it became due. */
  dueBefore(moment: number): [dueAt: number, code: string][] {
    const moments = [...this.#due.keys()].filter((dueAt) => dueAt < moment).sort((a, b) => a - b);
    return moments.flatMap((dueAt) =>
      [...this.#due.get(dueAt)!.keys()].map((code): [number, string] => [dueAt, code]),
    );
  }

  /** Takes out all that is due to a distributor at a moment, and says how much that is. */
  release(dueAt: number, code: string): bigint {
    const amount = this.#due.get(dueAt)?.get(code) ?? 0n;
    this.change(dueAt, code, -amount);
    const key = `${dueAt} ${code}`;
    for (const pending of this.#watched.get(key) ?? []) pending.delete(code);
    this.#watched.delete(key);
    return amount;
  }
}
