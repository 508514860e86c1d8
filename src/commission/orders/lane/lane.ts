// The lane of a network in this process: what waits is settled in commits, each as long as there is more of
// its kind to settle and nobody else waits. While PostgreSQL stores one, the next is put together.
import { setImmediate } from "node:timers/promises";
import type { Network } from "../../../database/database.ts";
import type { Input, Outcome } from "./batch.ts";
import { Flight, type Shared } from "./flight.ts";
import { MAX_INPUTS, type Priority, Queue } from "./queue.ts";
import type { Watched } from "./watch.ts";

/** Most remembered distributors, products and accounts; then the lane empties its memory. */
const MAX_REMEMBERED = 1_000_000;

export class Lane {
  readonly #watched: Watched;
  readonly #queue = new Queue();
  readonly #shared: Shared;
  #running: Promise<void> | undefined;
  /** The commit that was put together last, if it has not ended. */
  #last: Flight | undefined;
  /** All that have not been told. */
  readonly #ending = new Set<Promise<void>>();

  constructor(network: Network, watched: Watched = { watch: undefined }) {
    this.#shared = { network, queue: this.#queue, memory: undefined, isContended: false };
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
    if (inputs.length === 0) return Promise.resolve([]);
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
    while (this.#running !== undefined || this.#ending.size > 0) {
      await Promise.all([this.#running, ...this.#ending]);
    }
  }

  async #run(): Promise<void> {
    // Lets all callers of this turn of the event loop submit first, so that they share a commit.
    await setImmediate();
    while (!this.#queue.isEmpty) {
      if ((this.#shared.memory?.size ?? 0) > MAX_REMEMBERED) this.#shared.memory = undefined;
      const flight = new Flight(this.#shared, this.#last);
      this.#last = flight;
      const ending = this.#end(flight).finally(() => this.#ending.delete(ending));
      this.#ending.add(ending);
      await flight.sent;
      // What is sent leaves with the end of this turn.
      await setImmediate();
    }
    // Runs in the same turn as the last check of the queue, so that no input stays behind.
    this.#running = undefined;
  }

  async #end(flight: Flight): Promise<void> {
    const failed = await flight.ended;
    if (this.#last === flight) this.#last = undefined;
    const submissions = flight.taken.flatMap((chunk) => chunk.submissions);
    if (failed === undefined) {
      const { taken: chunks, outcomes, stages } = flight;
      const { network } = this.#shared;
      this.#watched.watch?.committed({ network, chunks, outcomes, stages });
      let from = 0;
      for (const { inputs, resolve } of submissions) {
        resolve(outcomes.slice(from, from + inputs.length));
        from += inputs.length;
      }
    } else {
      this.#watched.watch?.failed();
      for (const { reject } of submissions) reject(failed.error);
      // A file is settled in its order, so what follows a part that failed is not settled.
      if (flight.taken.some(({ priority }) => priority === "FILE")) {
        for (const { reject } of this.#queue.dropFiles()) reject(failed.error);
      }
    }
  }
}
