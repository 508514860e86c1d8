// What waits for a lane: single orders and lists first, rows of files behind them, so that a file of a
// million rows delays no live order by more than a chunk.
import { Overloaded } from "../../../kernel/errors.ts";
import type { Input, Outcome } from "./batch.ts";

/** Most inputs of one submission. */
export const MAX_INPUTS = 4_000;
/** What is folded and sent at a time: a file submits its rows so; live submissions are put together. */
export const CHUNK = 250;
/** Most waiting inputs; more are refused with `BUSY`. */
const MAX_WAITING = 50_000;
/** Live inputs are refused with `BUSY` while one has waited this long, or would, so that what is taken is answered soon. */
export const MAX_WAIT_MS = 2_000;

/** The speed at which live inputs are taken is that of the last so many, from half as many on. */
const PACE_INPUTS = 8 * CHUNK;

/** Someone waits for the outcome of a live input; a file only for its end. */
export type Priority = "LIVE" | "FILE";

export interface Submission {
  readonly inputs: readonly Input[];
  resolve(outcomes: Outcome[]): void;
  reject(error: unknown): void;
  /** What the watch of the lane knows of its request. */
  readonly origin?: unknown;
}

/** Submissions that are folded together. */
export interface Chunk {
  readonly priority: Priority;
  readonly submissions: readonly Waiting[];
  /** How long the oldest of them has waited. */
  readonly waitedMs: number;
}

export interface Waiting extends Submission {
  /** When it was submitted. */
  readonly sinceMs: number;
}

export class Queue {
  readonly #now: () => number;
  readonly #waiting: Readonly<Record<Priority, Waiting[]>> = { LIVE: [], FILE: [] };
  #inputs = 0;
  #live = 0;
  /** Live inputs that were taken while others waited, and since when. */
  #pace: { sinceMs: number; taken: number } | undefined;
  #lastTaken: Priority = "FILE";

  /** `now` gives milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Throws `Overloaded` if too much waits already, or if it waits for too long. */
  add(submission: Submission, priority: Priority): void {
    const waitMs = priority === "LIVE" ? this.#waitMs() : 0;
    const isFull = this.#inputs + submission.inputs.length > MAX_WAITING;
    if (isFull || waitMs > MAX_WAIT_MS) {
      const seconds = Math.max(Math.ceil(waitMs / 1_000), 1);
      const waiting = `${this.#inputs} inputs are already waiting`;
      throw new Overloaded(`${waiting}; send it again in ${seconds} s`, seconds);
    }
    this.#waiting[priority].push({ ...submission, sinceMs: this.#now() });
    this.#inputs += submission.inputs.length;
    if (priority === "FILE") return;
    this.#live += submission.inputs.length;
    this.#pace ??= { sinceMs: this.#now(), taken: 0 };
  }

  // How long the oldest live submission has waited, or one that comes now would wait if that is longer.
  #waitMs(): number {
    const [oldest] = this.#waiting.LIVE;
    if (oldest === undefined) return 0;
    const waitedMs = this.#now() - oldest.sinceMs;
    const { sinceMs, taken } = this.#pace!;
    if (taken < PACE_INPUTS / 2) return waitedMs;
    return Math.max(waitedMs, (this.#live * (this.#now() - sinceMs)) / taken);
  }

  #keepPace(size: number): void {
    this.#live -= size;
    if (this.#live === 0) {
      this.#pace = undefined;
      return;
    }
    const pace = this.#pace!;
    pace.taken += size;
    if (pace.taken < PACE_INPUTS) return;
    pace.taken /= 2;
    pace.sinceMs = (pace.sinceMs + this.#now()) / 2;
  }

  /** Whether something waits; `priority` asks for that only. */
  has(priority: Priority): boolean {
    return this.#waiting[priority].length > 0;
  }

  get isEmpty(): boolean {
    return this.#inputs === 0;
  }

  /** The number of waiting inputs. */
  get size(): number {
    return this.#inputs;
  }

  /** Takes back all that waits of files. */
  dropFiles(): Submission[] {
    const dropped = this.#waiting.FILE.splice(0);
    for (const { inputs } of dropped) this.#inputs -= inputs.length;
    return dropped;
  }

  /**
   * The next chunk of a priority. Without one, files and live inputs take turns while both wait, so
   * that neither starves.
   */
  take(priority: Priority = this.#turn()): Chunk | undefined {
    const waiting = this.#waiting[priority];
    const submissions: Waiting[] = [];
    let size = 0;
    for (const { inputs } of waiting) {
      if (size > 0 && (priority === "FILE" || size + inputs.length > CHUNK)) break;
      size += inputs.length;
      submissions.push(waiting[submissions.length]!);
    }
    if (submissions.length === 0) return undefined;
    const waitedMs = this.#now() - waiting[0]!.sinceMs;
    waiting.splice(0, submissions.length);
    this.#inputs -= size;
    if (priority === "LIVE") this.#keepPace(size);
    this.#lastTaken = priority;
    return { priority, submissions, waitedMs };
  }

  #turn(): Priority {
    const other = this.#lastTaken === "LIVE" ? "FILE" : "LIVE";
    return this.has(other) ? other : this.#lastTaken;
  }
}
