// The lane of a network in this process: what waits is settled in commits, one after another, each as long
// as there is more of its kind to settle and nobody else waits.
import type { Network, Tx } from "../../../database/database.ts";
import type { Book } from "../../../ledger/book.ts";
import { commit } from "../../../ledger/post.ts";
import type { Input, Outcome } from "./batch.ts";
import { Course } from "./course.ts";
import { Memory } from "./memory.ts";
import { type Chunk, MAX_INPUTS, type Priority, Queue } from "./queue.ts";

/** After this time a commit takes no more chunks: other processes wait for the network's lock. */
const MAX_COMMIT_MS = 100;
/** Most remembered distributors, products and accounts; then the lane empties its memory. */
const MAX_REMEMBERED = 1_000_000;

/** Called with the outcomes of each commit after it is stored. */
export type OnCommit = (outcomes: readonly Outcome[]) => void;

export class Lane {
  readonly #network: Network;
  readonly #onCommit: OnCommit;
  readonly #queue = new Queue();
  #running: Promise<void> | undefined;
  #memory: Memory | undefined;

  constructor(network: Network, onCommit: OnCommit = () => {}) {
    this.#network = network;
    this.#onCommit = onCommit;
  }

  /**
   * Settles orders and refunds in the given order, at most `MAX_INPUTS`; each is settled or refused
   * independently.
   */
  submit(inputs: readonly Input[], priority: Priority = "LIVE"): Promise<Outcome[]> {
    if (inputs.length > MAX_INPUTS) {
      throw new Error(`more than ${MAX_INPUTS} inputs in one submission`);
    }
    return new Promise((resolve, reject) => {
      this.#queue.add({ inputs, resolve, reject }, priority);
      this.#running ??= this.#run();
    });
  }

  /** Resolves when no input is waiting. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Lets all callers of this turn of the event loop submit first, so that they share a commit.
    await new Promise(setImmediate);
    while (!this.#queue.isEmpty) await this.#runCommit();
    // Runs in the same turn as the last check of the queue, so that no input stays behind.
    this.#running = undefined;
  }

  async #runCommit(): Promise<void> {
    if ((this.#memory?.size ?? 0) > MAX_REMEMBERED) this.#memory = undefined;
    const taken: Chunk[] = [];
    try {
      const outcomes = await this.#settle(taken);
      this.#onCommit(outcomes);
      let from = 0;
      for (const { inputs, resolve } of taken.flatMap(({ submissions }) => submissions)) {
        resolve(outcomes.slice(from, from + inputs.length));
        from += inputs.length;
      }
    } catch (error) {
      this.#memory = undefined;
      for (const { reject } of taken.flatMap(({ submissions }) => submissions)) reject(error);
    }
  }

  /** Adds the chunks of the commit to `taken`; a commit that is tried again settles the same ones first. */
  #settle(taken: Chunk[]): Promise<Outcome[]> {
    return commit(
      this.#network,
      async (book, tx, entries) => {
        const memory = await this.#recall(book, tx);
        return this.#follow(new Course(memory, tx, entries), taken);
      },
      () => this.#memory?.book,
    );
  }

  async #follow(course: Course, taken: Chunk[]): Promise<Outcome[]> {
    const startedMs = performance.now();
    let next = 0;
    await course.run(() => {
      if (next === taken.length && this.#takesMore(taken, startedMs)) {
        const chunk = this.#queue.take();
        if (chunk !== undefined) taken.push(chunk);
      }
      const chunk = taken[next];
      next += 1;
      return chunk?.submissions.flatMap(({ inputs }) => inputs);
    });
    return course.outcomes;
  }

  // Who waits for a live input waits for this commit only; more of a file is taken while nobody waits.
  #takesMore(taken: readonly Chunk[], startedMs: number): boolean {
    if (taken.length === 0) return true;
    if (taken.some(({ priority }) => priority === "LIVE")) return false;
    return performance.now() - startedMs < MAX_COMMIT_MS;
  }

  // The memory is valid only for the book that it was loaded with.
  async #recall(book: Book, tx: Tx): Promise<Memory> {
    if (this.#memory?.book !== book) this.#memory = await Memory.open(this.#network, book, tx);
    return this.#memory;
  }
}
