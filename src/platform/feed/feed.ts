// The feed of one network: first the events after a cursor, then live events; each subscriber reads at its own speed.
import type { Network } from "../../database/database.ts";
import { type FeedEvent, type Place, parseCursor, WHOLE } from "./event.ts";
import type { EventKind } from "./event-kind.ts";
import { EventReader, type Page, readHeadSeq } from "./read.ts";
import type { Scope } from "./scope.ts";

/** A subscriber more than this many transactions behind the head reads by the indexes of its scope. */
const NEAR_HEAD = 1_000;
/** The number of pages near the head that subscribers share. */
const SHARED_PAGES = 16;

export interface FeedOptions {
  /** The names of the kinds wanted. */
  readonly kinds: readonly string[];
  readonly scope: Scope;
  /** The cursor of the last event seen; without it, only new events come. */
  readonly after?: string | null | undefined;
}

export class Feed {
  readonly #network: Network;
  readonly #reader: EventReader;
  /** By the positions at which the pages start. */
  readonly #shared = new Map<string, Promise<Page>>();
  readonly #open = new Set<FeedSubscription>();
  #head = 0;

  constructor(network: Network, kinds: readonly EventKind[]) {
    this.#network = network;
    this.#reader = new EventReader(kinds);
  }

  get subscribers(): number {
    return this.#open.size;
  }

  get head(): number {
    return this.#head;
  }

  /**
   * Subscribes to the events of a scope: each comes exactly once and in order. At most one page is
   * read ahead of the subscriber. Throws `INVALID` for an invalid cursor.
   */
  subscribe(options: FeedOptions): FeedSubscription {
    const start = options.after ? parseCursor(options.after) : undefined;
    const subscription = new FeedSubscription(this, options, start, () => {
      this.#open.delete(subscription);
    });
    this.#open.add(subscription);
    return subscription;
  }

  /** The first events after a cursor (or from the beginning), at most `limit`. */
  async read(options: FeedOptions, limit: number): Promise<FeedEvent[]> {
    await this.refresh();
    let place = options.after ? parseCursor(options.after) : { seq: 0, n: -1 };
    const events: FeedEvent[] = [];
    while (events.length < limit && hasNext(place, this.#head)) {
      const page = await this.page(place, options.scope);
      events.push(...this.visible(page, place, options));
      place = page.to;
    }
    return events.slice(0, limit);
  }

  /** Tells the feed that transactions were added to the ledger. */
  wake(head: number): void {
    if (head <= this.#head) return;
    this.#head = head;
    for (const subscription of this.#open) subscription.wake();
  }

  /** Reads the last sequence number of the ledger. */
  async refresh(): Promise<void> {
    this.wake(await this.#network.read(readHeadSeq));
  }

  /** Ends every subscription. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((subscription) => subscription.return()));
  }

  /** The next page after a position: shared near the head, read for the scope alone further back. */
  page(place: Place, scope: Scope): Promise<Page> {
    // The transaction of the cursor itself may have more events.
    const start = this.#reader.pageStart(place);
    const head = this.#head;
    if (head - start.seq > NEAR_HEAD) {
      return this.#network.read((tx) => this.#reader.readScopedPage(tx, scope, start, head));
    }
    const key = `${start.seq} ${start.n}`;
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const page = this.#network.read((tx) => this.#reader.readPage(tx, start, head));
    this.#shared.set(key, page);
    page.catch(() => this.#shared.delete(key));
    if (this.#shared.size > SHARED_PAGES) this.#shared.delete(this.#shared.keys().next().value!);
    return page;
  }

  /** The events of a page behind a place that a subscriber wants and may see. */
  visible(page: Page, after: Place, { kinds, scope }: FeedOptions): FeedEvent[] {
    return page.events.filter(
      (event) =>
        (event.seq > after.seq || (event.seq === after.seq && event.n > after.n)) &&
        kinds.includes(event.kind) &&
        this.#reader.sees(scope, event),
    );
  }
}

function hasNext({ seq, n }: Place, head: number): boolean {
  return seq < head || (seq === head && n !== WHOLE && head > 0);
}

/** What a page has for one subscriber, in order; never empty. */
export interface Batch {
  readonly page: Page;
  readonly events: readonly FeedEvent[];
}

const DONE = { value: undefined, done: true } as const;

/** The iterator of one subscriber. `return` ends it at once, even while it waits. */
export class FeedSubscription implements AsyncIterableIterator<FeedEvent> {
  readonly scope: Scope;
  /** When it began, by `performance.now`: what was read before may be out of date for it. */
  readonly since = performance.now();
  readonly #feed: Feed;
  readonly #options: FeedOptions;
  readonly #onEnd: () => void;
  #place: Place | undefined;
  #started: Promise<void> | undefined;
  #buffer: FeedEvent[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(feed: Feed, options: FeedOptions, start: Place | undefined, onEnd: () => void) {
    this.scope = options.scope;
    this.#feed = feed;
    this.#options = options;
    this.#place = start;
    this.#onEnd = onEnd;
    this.#started = feed.refresh().then(() => {
      this.#place ??= { seq: feed.head, n: WHOLE };
    });
    // The first call of `next` throws this error; until then it must not count as unhandled.
    this.#started.catch(() => {});
  }

  get ended(): boolean {
    return this.#ended;
  }

  async next(): Promise<IteratorResult<FeedEvent>> {
    while (this.#buffer.length === 0) {
      const batch = await this.nextBatch();
      if (batch === undefined) return DONE;
      this.#buffer = [...batch.events];
    }
    return { value: this.#buffer.shift()!, done: false };
  }

  /** The next events by whole pages, instead of `next`; undefined after the end. */
  async nextBatch(): Promise<Batch | undefined> {
    try {
      await this.#started;
      while (!this.#ended) {
        const batch = await this.#advance();
        if (batch !== undefined && !this.#ended) return batch;
      }
      return undefined;
    } catch (error) {
      // After an error the consumer calls neither `next` nor `return` again.
      await this.return();
      throw error;
    }
  }

  async #advance(): Promise<Batch | undefined> {
    const place = this.#place!;
    if (!hasNext(place, this.#feed.head)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      return undefined;
    }
    const page = await this.#feed.page(place, this.#options.scope);
    const events = this.#feed.visible(page, place, this.#options);
    this.#place = page.to;
    return events.length === 0 ? undefined : { page, events };
  }

  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  async return(): Promise<IteratorResult<FeedEvent>> {
    this.#ended = true;
    this.#buffer = [];
    this.#onEnd();
    this.wake();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
