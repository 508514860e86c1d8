// How many operations run at once in a server, over HTTP and WebSockets together: one more is refused before it
// is read, so that what is taken is answered soon and memory does not grow with what is sent.
import { Overloaded } from "../../kernel/errors.ts";

/** The maximum number of operations at once: two full chunks of the lane, and done within a second on two cores. */
export const MAX_OPERATIONS = 500;
const RETRY_SECONDS = 1;

export class Room {
  readonly #onRefused: () => void;
  #running = 0;

  constructor(onRefused: () => void) {
    this.#onRefused = onRefused;
  }

  /** Throws `Overloaded` if there is no room for one more. */
  assertFree(): void {
    if (this.#running < MAX_OPERATIONS) return;
    this.#onRefused();
    const why = `${this.#running} operations are already running`;
    throw new Overloaded(`${why}; send it again in ${RETRY_SECONDS} s`, RETRY_SECONDS);
  }

  /** Runs one that takes its place until it has ended, also where its client no longer waits. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.assertFree();
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }
}
