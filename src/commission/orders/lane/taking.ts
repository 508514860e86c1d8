// What one commit takes from the queue, chunk by chunk, and when it has enough.
import type { Network, Tx } from "../../../database/database.ts";
import { isLaneWanted } from "../../../database/lock.ts";
import type { Inputs } from "./course.ts";
import { CHUNK, type Chunk, type Priority, type Queue } from "./queue.ts";

/** After this time a commit of a file ends if another process waits for the network's lock. */
const FAIR_COMMIT_MS = 80;
/** With this many chunks it ends in any case. */
const MAX_CHUNKS = 24;
/** A commit of live inputs takes once more what has come while it waited for the lock. */
const MAX_LIVE_CHUNKS = 2;

export class Taking {
  /** A commit that is tried again takes the same. */
  readonly chunks: Chunk[] = [];
  /** Of the chunks, for the fold: a long list is folded in parts, like a file. */
  readonly #parts: Inputs[] = [];
  readonly #queue: Queue;

  /** Takes what waits; something must. */
  constructor(queue: Queue) {
    this.#queue = queue;
    this.#take();
  }

  get first(): Inputs {
    return this.#parts[0]!;
  }

  /** Gives what follows the first part, until it gives nothing. */
  following(network: Network, tx: Tx): () => Promise<Inputs | undefined> {
    const startedMs = performance.now();
    let given = 1;
    return async () => {
      if (given === this.#parts.length && (await this.#takesMore(startedMs, network, tx))) {
        this.#take(this.#isLive ? "LIVE" : undefined);
      }
      given += 1;
      return this.#parts[given - 1];
    };
  }

  #take(priority?: Priority): void {
    const chunk = this.#queue.take(priority);
    if (chunk === undefined) return;
    this.chunks.push(chunk);
    const inputs = chunk.submissions.flatMap((one) => one.inputs);
    for (let from = 0; from < inputs.length; from += CHUNK) {
      this.#parts.push({ inputs: inputs.slice(from, from + CHUNK), priority: chunk.priority });
    }
  }

  get #isLive(): boolean {
    return this.chunks.some(({ priority }) => priority === "LIVE");
  }

  // Who waits for a live input waits for this commit only; more of a file is taken while nobody waits.
  async #takesMore(startedMs: number, network: Network, tx: Tx): Promise<boolean> {
    if (this.#queue.isEmpty) return false;
    if (this.#isLive) return this.chunks.length < MAX_LIVE_CHUNKS && this.#queue.has("LIVE");
    if (this.chunks.length === MAX_CHUNKS) return false;
    if (performance.now() - startedMs < FAIR_COMMIT_MS) return true;
    return !(await isLaneWanted(network, tx));
  }
}
