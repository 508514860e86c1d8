// Takes turns: many subscribers that have something to write leave time in between for everything else.

/** How many are let through in one turn of the event loop: writing to so many takes about a millisecond. */
const PER_TURN = 64;

export class Turns {
  readonly #perTurn: number;
  #waiting: (() => void)[] = [];
  #left: number;
  #isRenewing = false;

  constructor(perTurn = PER_TURN) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  /** Resolves in a turn of the event loop that has room; who came first is first. */
  take(): Promise<void> | undefined {
    if (!this.#isRenewing) {
      this.#isRenewing = true;
      setImmediate(() => this.#renew());
    }
    if (this.#left > 0) {
      this.#left -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #renew(): void {
    const next = this.#waiting.splice(0, this.#perTurn);
    this.#left = this.#perTurn - next.length;
    this.#isRenewing = next.length > 0;
    if (this.#isRenewing) setImmediate(() => this.#renew());
    for (const go of next) go();
  }
}
