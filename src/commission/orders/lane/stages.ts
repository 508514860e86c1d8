// Measures how long a commit is at what, so that an operator sees whether the lock, this process or
// PostgreSQL is its limit.
import type { Tx } from "../../../database/database.ts";

/** Milliseconds; together they are the whole commit. Where they alternate, each is a sum. */
export interface Stages {
  /** The start, as `performance.now()` gives it. */
  readonly startedMs: number;
  /** Getting a connection and the network's lock, and reading the head of the chain. */
  readonly lockMs: number;
  /** Reading what the lane's memory lacks. */
  readonly readMs: number;
  /** Folding, and preparing the rows. */
  readonly foldMs: number;
  /** Waiting until all rows are stored. */
  readonly storeMs: number;
  /** From then until COMMIT is answered. */
  readonly commitMs: number;
  readonly tookMs: number;
}

/** Of a commit that is tried again it gives the last try; the earlier ones count as the lock's time. */
export class StageClock {
  readonly #startedMs = performance.now();
  #lockedMs = this.#startedMs;
  #loadedMs = this.#startedMs;
  #work: { readonly course: { readonly foldMs: number }; readonly tx: Tx } | undefined;

  locked(): void {
    this.#lockedMs = performance.now();
  }

  /** What the first fold needs is there. */
  loaded(course: { readonly foldMs: number }, tx: Tx): void {
    this.#loadedMs = performance.now();
    this.#work = { course, tx };
  }

  end(): Stages {
    const endedMs = performance.now();
    const foldMs = this.#work?.course.foldMs ?? 0;
    const storedMs = this.#work?.tx.storedMs ?? endedMs;
    return {
      startedMs: this.#startedMs,
      lockMs: this.#lockedMs - this.#startedMs,
      readMs: this.#loadedMs - this.#lockedMs,
      foldMs,
      storeMs: Math.max(storedMs - this.#loadedMs - foldMs, 0),
      commitMs: endedMs - storedMs,
      tookMs: endedMs - this.#startedMs,
    };
  }
}
