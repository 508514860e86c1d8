// Measures how long a commit is at what, so that an operator sees whether the lock, this process or
// PostgreSQL is its limit.
import type { Tx } from "../../../database/database.ts";

/** Milliseconds; together they are the whole commit. Where they alternate, each is a sum. */
export interface Stages {
  /** The start, as `performance.now()` gives it. */
  readonly startedMs: number;
  /** Getting a connection and the network's lock, behind the commit before, and the head of the chain. */
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
  #isLocked = false;
  /** Of the first chunk, which may be folded while the lock is waited for. */
  #draft = { tookMs: 0, isAhead: false };
  #work: { readonly course: { readonly foldMs: number }; readonly tx: Tx } | undefined;

  locked(): void {
    this.#lockedMs = performance.now();
    this.#isLocked = true;
  }

  /** Folds the first chunk. */
  draft<T>(fold: () => T): T {
    const startedMs = performance.now();
    const folded = fold();
    this.#draft = { tookMs: performance.now() - startedMs, isAhead: !this.#isLocked };
    return folded;
  }

  /** What the first fold needs is there, and it is folded. */
  loaded(course: { readonly foldMs: number }, tx: Tx): void {
    this.#loadedMs = performance.now();
    this.#work = { course, tx };
  }

  end(): Stages {
    const endedMs = performance.now();
    const { tookMs: draftMs, isAhead } = this.#draft;
    const laterMs = this.#work?.course.foldMs ?? 0;
    const storedMs = this.#work?.tx.storedMs ?? endedMs;
    return {
      startedMs: this.#startedMs,
      lockMs: this.#lockedMs - this.#startedMs - (isAhead ? draftMs : 0),
      readMs: this.#loadedMs - this.#lockedMs - (isAhead ? 0 : draftMs),
      foldMs: draftMs + laterMs,
      storeMs: Math.max(storedMs - this.#loadedMs - laterMs, 0),
      commitMs: endedMs - storedMs,
      tookMs: endedMs - this.#startedMs,
    };
  }
}
