// What one subscriber is sent: the payloads of its events, one after another, in portions.
import type { FeedEvent } from "../feed/event.ts";
import type { Batch, FeedSubscription } from "../feed/feed.ts";
import type { SharedPayloads } from "./shared-payloads.ts";

/** A portion ends with the payload that fills so many bytes: one at least, so large ones come alone. */
const PORTION_BYTES = 16 * 1024;

/** An event's payload for one subscriber. */
export interface Sent {
  readonly event: FeedEvent;
  readonly bytes: Buffer;
  /** Whether it was executed for another subscriber. */
  readonly isShared: boolean;
}

export class PayloadStream {
  readonly #source: FeedSubscription;
  readonly #alone: () => SharedPayloads;
  readonly #leave: () => void;
  #payloads: SharedPayloads;
  #batch: Batch | undefined;
  #index = 0;
  #ended = false;

  constructor(
    source: FeedSubscription,
    payloads: SharedPayloads,
    of: { readonly alone: () => SharedPayloads; readonly leave: () => void },
  ) {
    this.#source = source;
    this.#payloads = payloads;
    this.#alone = of.alone;
    this.#leave = of.leave;
  }

  /** The next ones; none at the end. An error is the end too, after what came before it. */
  async next(): Promise<readonly Sent[]> {
    try {
      if (this.#batch === undefined || this.#index === this.#batch.events.length) {
        this.#index = 0;
        this.#batch = await this.#source.nextBatch();
      }
      const portion = this.#batch === undefined ? [] : await this.#portion(this.#batch);
      if (portion.length > 0 && !this.#source.ended) return portion;
    } catch (error) {
      this.end();
      throw error;
    }
    this.end();
    return [];
  }

  // Where a later one fails, those before it come first: its error is met again by the next portion.
  async #portion(batch: Batch): Promise<Sent[]> {
    const portion: Sent[] = [];
    for (let bytes = 0; bytes < PORTION_BYTES && this.#index < batch.events.length; ) {
      const told = this.#payloads.of(batch, this.#index, this.#source.since);
      if (told.done === undefined && portion.length > 0) break;
      const payload = told.done ?? (await told.payload);
      if (payload.isPersonal) {
        // From now on it is executed for this subscriber alone, this event too.
        this.#payloads = this.#alone();
        continue;
      }
      portion.push({
        event: batch.events[this.#index]!,
        bytes: payload.bytes,
        isShared: told.isTaken,
      });
      told.isTaken = true;
      bytes += payload.bytes.length;
      this.#index += 1;
    }
    return portion;
  }

  /** Ends it at once, also while `next` waits for an event. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#batch = undefined;
    this.#leave();
    void this.#source.return();
  }
}
