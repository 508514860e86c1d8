// The lane of a network in this process: what waits is settled in commits, one after another, each as long
// as there is more of its kind to settle and nobody else waits.
import type { Network, Tx } from "../../../database/database.ts";
import { isLaneWanted } from "../../../database/lock.ts";
import { commit } from "../../../ledger/post.ts";
import type { Input, Outcome } from "./batch.ts";
import { Course, type Inputs, type Ready, read } from "./course.ts";
import { Memory } from "./memory.ts";
import { type Chunk, MAX_INPUTS, type Priority, Queue } from "./queue.ts";
import { StageClock } from "./stages.ts";
import type { Watched } from "./watch.ts";

/** After this time a commit of a file ends if another process waits for the network's lock. */
const FAIR_COMMIT_MS = 80;
/** With this many chunks it ends in any case. */
const MAX_CHUNKS = 12;
/** Most remembered distributors, products and accounts; then the lane empties its memory. */
const MAX_REMEMBERED = 1_000_000;

export class Lane {
  readonly #network: Network;
  readonly #watched: Watched;
  readonly #queue = new Queue();
  #running: Promise<void> | undefined;
  #memory: Memory | undefined;

  constructor(network: Network, watched: Watched = { watch: undefined }) {
    this.#network = network;
    this.#watched = watched;
  }

  /**
   * Settles orders and refunds in the given order, at most `MAX_INPUTS`; each is settled or refused
   * independently.
   */
  submit(inputs: readonly Input[], priority: Priority = "LIVE"): Promise<Outcome[]> {
    if (inputs.length > MAX_INPUTS) {
      throw new Error(`more than ${MAX_INPUTS} inputs in one submission`);
    }
    const { watch } = this.#watched;
    return new Promise((resolve, reject) => {
      try {
        this.#queue.add({ inputs, resolve, reject, origin: watch?.origin?.() }, priority);
      } catch (busy) {
        watch?.turnedAway(inputs.length);
        throw busy;
      }
      this.#running ??= this.#run();
    });
  }

  /** The inputs that wait. */
  get waiting(): number {
    return this.#queue.size;
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
    const clock = new StageClock();
    try {
      const outcomes = await this.#settle(taken, clock);
      this.#watched.watch?.committed({ chunks: taken, outcomes, stages: clock.end() });
      let from = 0;
      for (const { inputs, resolve } of taken.flatMap(({ submissions }) => submissions)) {
        resolve(outcomes.slice(from, from + inputs.length));
        from += inputs.length;
      }
    } catch (error) {
      this.#memory = undefined;
      this.#watched.watch?.failed();
      for (const { reject } of taken.flatMap(({ submissions }) => submissions)) reject(error);
      // A file is settled in its order, so what follows a part that failed is not settled.
      if (taken.some(({ priority }) => priority === "FILE")) {
        for (const { reject } of this.#queue.dropFiles()) reject(error);
      }
    }
  }

  // Adds the chunks of the commit to `taken`; a commit that is tried again settles the same ones first.
  #settle(taken: Chunk[], clock: StageClock): Promise<Outcome[]> {
    if (taken.length === 0) taken.push(this.#queue.take()!);
    const first = inputsOf(taken[0]!);
    let expected: { readonly memory: Memory; readonly ready: Promise<Ready> } | undefined;
    return commit(
      this.#network,
      async (book, tx, entries) => {
        clock.locked();
        const known = expected?.memory.book === book ? expected : undefined;
        const memory = known?.memory ?? (await Memory.open(this.#network, book, tx));
        this.#memory = memory;
        const ready = await (known?.ready ?? read(memory, tx, first));
        const course = new Course(memory, tx, entries);
        clock.loaded(course, tx);
        return this.#follow(course, ready, taken, tx);
      },
      () => ({
        book: this.#memory?.book,
        // If the book is not at the head any more, what is read here is read again.
        expect: (tx) => {
          if (this.#memory === undefined) return;
          expected = { memory: this.#memory, ready: read(this.#memory, tx, first) };
          expected.ready.catch(() => {});
        },
      }),
    );
  }

  async #follow(course: Course, first: Ready, taken: Chunk[], tx: Tx): Promise<Outcome[]> {
    const startedMs = performance.now();
    let settled = 1;
    await course.run(first, async () => {
      if (settled === taken.length && (await this.#takesMore(taken, startedMs, tx))) {
        const chunk = this.#queue.take();
        if (chunk !== undefined) taken.push(chunk);
      }
      const next = taken[settled];
      settled += 1;
      return next && inputsOf(next);
    });
    return course.outcomes;
  }

  // Who waits for a live input waits for this commit only; more of a file is taken while nobody waits.
  async #takesMore(taken: readonly Chunk[], startedMs: number, tx: Tx): Promise<boolean> {
    if (this.#queue.isEmpty || taken.at(-1)!.priority === "LIVE") return false;
    if (taken.length === MAX_CHUNKS) return false;
    if (performance.now() - startedMs < FAIR_COMMIT_MS) return true;
    return !(await isLaneWanted(this.#network, tx));
  }
}

function inputsOf({ submissions, priority }: Chunk): Inputs {
  return { inputs: submissions.flatMap(({ inputs }) => inputs), priority };
}
