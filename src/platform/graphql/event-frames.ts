// Writes one subscription's events to its WebSocket: only the operation's id is its own, the payload is shared.
import type { FeedEvent } from "../feed/event.ts";
import type { Metrics } from "./metrics.ts";
import type { PayloadStream, Sent } from "./payload-stream.ts";
import type { Wire } from "./socket-wire.ts";
import type { Turns } from "./turns.ts";

const TAIL = Buffer.from("}");

/**
 * In place of the answers that graphql-ws would write. It gives none: waiting for the first one is
 * waiting for the end, an error of it is the subscription's, and `return` ends it at once.
 */
export class EventFrames implements AsyncIterableIterator<never> {
  readonly #payloads: PayloadStream;
  readonly #wire: Wire;
  readonly #turns: Turns;
  readonly #metrics: Metrics;
  readonly #onSent: ((event: FeedEvent) => void) | undefined;
  readonly #head: Buffer;
  /** Events recorded before are replayed. */
  readonly #since = Date.now();

  constructor(
    payloads: PayloadStream,
    id: string,
    to: {
      readonly wire: Wire;
      readonly turns: Turns;
      readonly metrics: Metrics;
      readonly onSent?: ((event: FeedEvent) => void) | undefined;
    },
  ) {
    this.#payloads = payloads;
    this.#wire = to.wire;
    this.#turns = to.turns;
    this.#metrics = to.metrics;
    this.#onSent = to.onSent;
    // The same text as graphql-ws makes of such a message.
    this.#head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  }

  /** A portion of events is written when the client has taken the one before. */
  async next(): Promise<IteratorResult<never>> {
    try {
      for (;;) {
        const portion = await this.#payloads.next();
        if (portion.length === 0) return { value: undefined, done: true };
        await this.#turns.take();
        await this.#wire.sendAll(portion.map(({ bytes }) => this.#frameOf(bytes)));
        this.#count(portion);
      }
    } finally {
      this.#payloads.end();
    }
  }

  #frameOf(payload: Buffer): Buffer {
    return Buffer.concat([this.#head, payload, TAIL]);
  }

  #count(portion: readonly Sent[]): void {
    for (const { isShared, event } of portion) {
      this.#metrics.eventFrame(isShared, this.#lagOf(event));
      this.#onSent?.(event);
    }
  }

  #lagOf({ recordedAt }: FeedEvent): number | undefined {
    return recordedAt < this.#since ? undefined : Math.max(Date.now() - recordedAt, 0);
  }

  async return(): Promise<IteratorResult<never>> {
    this.#payloads.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
