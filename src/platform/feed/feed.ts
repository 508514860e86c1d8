// One network's feed: replay from a cursor, then live, pulled by each subscriber at its own pace.
import type { Network } from "../../database/database.ts";
import {
  type EventKind,
  type FeedEvent,
  type Place,
  parseCursor,
  type Scope,
  sees,
  WHOLE,
} from "./event.ts";
import { type Page, readHeadSeq, readPage, readScopedPage } from "./read.ts";
import { pageStart } from "./read-tier-changes.ts";

/** Behind the head by more transactions than this, a scope reads by its own indexes. */
const NEAR_HEAD = 1_000;
/** Pages near the head that subscribers share. */
const SHARED_PAGES = 16;

export interface FeedOptions {
  readonly kinds: readonly EventKind[];
  readonly scope: Scope;
  /** The cursor of the last event seen; without one, only what comes from now on. */
  readonly after?: string | null | undefined;
}

export class Feed {
  readonly #network: Network;
  /** By the places from which they were read. */
  readonly #shared = new Map<string, Promise<Page>>();
  readonly #open = new Set<FeedSubscription>();
  #head = 0;

  constructor(network: Network) {
    this.#network = network;
  }

  get subscribers(): number {
    return this.#open.size;
  }

  get head(): number {
    return this.#head;
  }

  /**
   * The events that a scope sees, each once and in order; none is lost, whatever happens between.
   * Nothing is read ahead of the subscriber but one page. Throws `INVALID` for a broken cursor.
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
      events.push(...visible(page, place, options));
      place = page.to;
    }
    return events.slice(0, limit);
  }

  /** Tells the feed that the book has grown. */
  wake(head: number): void {
    if (head <= this.#head) return;
    this.#head = head;
    for (const subscription of this.#open) subscription.wake();
  }

  /** Reads how far the book goes. */
  async refresh(): Promise<void> {
    this.wake(await this.#network.read(readHeadSeq));
  }

  /** Ends every subscription. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((subscription) => subscription.return()));
  }

  /** The next page after a place: shared among those near the head, the scope's own further back. */
  page(place: Place, scope: Scope): Promise<Page> {
    // The transaction of the cursor itself may have more events.
    const start = pageStart(place);
    const head = this.#head;
    if (head - start.seq > NEAR_HEAD) {
      return this.#network.read((tx) => readScopedPage(tx, scope, start, head));
    }
    const key = `${start.seq} ${start.n}`;
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const page = this.#network.read((tx) => readPage(tx, start, head));
    this.#shared.set(key, page);
    page.catch(() => this.#shared.delete(key));
    if (this.#shared.size > SHARED_PAGES) this.#shared.delete(this.#shared.keys().next().value!);
    return page;
  }
}

function hasNext({ seq, n }: Place, head: number): boolean {
  return seq < head || (seq === head && n !== WHOLE && head > 0);
}

function visible(page: Page, after: Place, { kinds, scope }: FeedOptions): FeedEvent[] {
  return page.events.filter(
    (event) =>
      (event.seq > after.seq || (event.seq === after.seq && event.n > after.n)) &&
      kinds.includes(event.kind) &&
      sees(scope, event),
  );
}

/** A subscriber's own pace through the feed. `return` ends it at once, also while it waits. */
export class FeedSubscription implements AsyncIterableIterator<FeedEvent> {
  readonly #feed: Feed;
  readonly #options: FeedOptions;
  readonly #onEnd: () => void;
  #place: Place | undefined;
  #started: Promise<void> | undefined;
  #buffer: FeedEvent[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(feed: Feed, options: FeedOptions, start: Place | undefined, onEnd: () => void) {
    this.#feed = feed;
    this.#options = options;
    this.#place = start;
    this.#onEnd = onEnd;
    this.#started = feed.refresh().then(() => {
      this.#place ??= { seq: feed.head, n: WHOLE };
    });
    // Told to whoever asks for the first event.
    this.#started.catch(() => {});
  }

  async next(): Promise<IteratorResult<FeedEvent>> {
    try {
      return await this.#next();
    } catch (error) {
      // Nobody asks on after a failure, nor says so.
      await this.return();
      throw error;
    }
  }

  async #next(): Promise<IteratorResult<FeedEvent>> {
    await this.#started;
    while (!this.#ended) {
      const event = this.#buffer.shift();
      if (event !== undefined) return { value: event, done: false };
      await this.#advance();
    }
    return { value: undefined, done: true };
  }

  async #advance(): Promise<void> {
    const place = this.#place!;
    if (!hasNext(place, this.#feed.head)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      return;
    }
    const page = await this.#feed.page(place, this.#options.scope);
    this.#buffer = visible(page, place, this.#options);
    this.#place = page.to;
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
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
