// Events with large answers are executed one at a time, each followed by a rest as long as it took: whoever asks for
// much falls behind, and orders and other subscribers have at least half of the time.
import { setTimeout as sleep } from "node:timers/promises";

/** An answer to one event with more fields than this is large. */
export const LARGE_COST = 500;

export class Pace {
  #rested: Promise<unknown> = Promise.resolve();

  /** Runs it when those that came before have rested. */
  run<T>(work: () => Promise<T>): Promise<T> {
    let startedMs = 0;
    const done = this.#rested.then(() => {
      startedMs = performance.now();
      return work();
    });
    const rest = () => sleep(performance.now() - startedMs);
    this.#rested = done.then(rest, rest);
    return done;
  }
}
