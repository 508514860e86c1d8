// What waits for a lane: single orders and lists first, rows of files behind them, so that a file of a
// million rows delays no live order by more than a chunk.
import { Refusal } from "../../../kernel/errors.ts";
import type { Input, Outcome } from "./batch.ts";

/** Most inputs of one submission. */
export const MAX_INPUTS = 4_000;
/** What is folded and sent at a time: a file submits its rows so; live submissions are put together. */
export const CHUNK = 500;
/** Most waiting inputs; more are refused with `BUSY`. */
const MAX_WAITING = 50_000;

/** Someone waits for the outcome of a live input; a file only for its end. */
export type Priority = "LIVE" | "FILE";

export interface Submission {
  readonly inputs: readonly Input[];
  resolve(outcomes: Outcome[]): void;
  reject(error: unknown): void;
}

/** Submissions that are folded together. */
export interface Chunk {
  readonly priority: Priority;
  readonly submissions: readonly Submission[];
}

export class Queue {
  readonly #waiting: Readonly<Record<Priority, Submission[]>> = { LIVE: [], FILE: [] };
  #inputs = 0;
  #lastTaken: Priority = "FILE";

  /** Throws `BUSY` if too much waits already. */
  add(submission: Submission, priority: Priority): void {
    if (this.#inputs + submission.inputs.length > MAX_WAITING) {
      throw new Refusal("BUSY", `${this.#inputs} inputs are already waiting; try again later`);
    }
    this.#waiting[priority].push(submission);
    this.#inputs += submission.inputs.length;
  }

  /** Whether something waits; `priority` asks for that only. */
  has(priority: Priority): boolean {
    return this.#waiting[priority].length > 0;
  }

  get isEmpty(): boolean {
    return this.#inputs === 0;
  }

  /** Takes back all that waits of files. */
  dropFiles(): Submission[] {
    const dropped = this.#waiting.FILE.splice(0);
    for (const { inputs } of dropped) this.#inputs -= inputs.length;
    return dropped;
  }

  /** The next chunk. Files and live inputs take turns while both wait, so that neither starves. */
  take(): Chunk | undefined {
    const other = this.#lastTaken === "LIVE" ? "FILE" : "LIVE";
    const priority = this.has(other) ? other : this.#lastTaken;
    const waiting = this.#waiting[priority];
    const submissions: Submission[] = [];
    let size = 0;
    for (const { inputs } of waiting) {
      if (size > 0 && (priority === "FILE" || size + inputs.length > CHUNK)) break;
      size += inputs.length;
      submissions.push(waiting[submissions.length]!);
    }
    if (submissions.length === 0) return undefined;
    waiting.splice(0, submissions.length);
    this.#inputs -= size;
    this.#lastTaken = priority;
    return { priority, submissions };
  }
}
