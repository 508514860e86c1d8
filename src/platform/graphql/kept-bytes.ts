// Bounds what a server keeps of executed payloads: the oldest are forgotten first.
import { KEPT_MS } from "./page-readings.ts";

/** The most bytes of payloads that are kept for further subscribers. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

interface Kept {
  readonly at: number;
  readonly size: number;
}

export class KeptBytes {
  readonly #most: number;
  /** In the order in which they were added. */
  readonly #forget = new Map<Kept, () => void>();
  #bytes = 0;

  constructor(most = MAX_KEPT_BYTES) {
    this.#most = most;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps one more, until `forget` is called; called at once if it alone is too large. */
  add(kept: Kept, forget: () => void): void {
    this.#forget.set(kept, forget);
    this.#bytes += kept.size;
    const oldest = performance.now() - KEPT_MS;
    for (const [one, forgetOne] of this.#forget) {
      if (this.#bytes <= this.#most && one.at >= oldest) break;
      this.#forget.delete(one);
      this.#bytes -= one.size;
      forgetOne();
    }
  }
}
