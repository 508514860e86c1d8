// The feeds of this process, woken by PostgreSQL when any process has written to a book.
import type { PoolClient } from "pg";
import type { Database, Network } from "../../database/database.ts";
import { WAKE_CHANNEL } from "../../ledger/post.ts";
import { Feed } from "./feed.ts";

/** A wake-up that was lost is made good after this time. */
const REFRESH_MS = 2_000;

export class Feeds {
  readonly #database: Database;
  readonly #feeds = new Map<string, Feed>();
  #listener: PoolClient | undefined;
  #listening: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The feed of a network in this process. */
  of(network: Network): Feed {
    const feed = this.#feeds.get(network.schema) ?? new Feed(network);
    this.#feeds.set(network.schema, feed);
    this.#timer ??= setInterval(() => void this.#refresh(), REFRESH_MS).unref();
    void this.#listen();
    return feed;
  }

  get subscribers(): number {
    return [...this.#feeds.values()].reduce((sum, feed) => sum + feed.subscribers, 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#feeds.values()].map((feed) => feed.close()));
    await this.#listening;
    this.#listener?.release(true);
    this.#listener = undefined;
  }

  // A connection that is lost is opened again by the next refresh; until then the timer wakes.
  #listen(): Promise<void> {
    this.#listening ??= this.#connect().catch(() => {
      this.#listening = undefined;
    });
    return this.#listening;
  }

  async #connect(): Promise<void> {
    const client = await this.#database.connect();
    this.#listener = client;
    client.on("notification", ({ payload = "" }) => {
      const [schema = "", seq] = payload.split(" ");
      this.#feeds.get(schema)?.wake(Number(seq));
    });
    client.on("error", () => {
      if (this.#listener !== client) return;
      this.#listener = undefined;
      this.#listening = undefined;
      client.release(true);
    });
    await client.query(`listen ${WAKE_CHANNEL}`);
  }

  async #refresh(): Promise<void> {
    if (this.#closed) return;
    await this.#listen();
    for (const feed of this.#feeds.values()) {
      if (feed.subscribers > 0) await feed.refresh().catch(() => {});
    }
  }
}
