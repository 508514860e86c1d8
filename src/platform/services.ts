// What runs for as long as the process does: the database, the feeds, and each feature's own services.
import type { Database } from "../database/database.ts";
import type { Feeds } from "./feed/feeds.ts";

/** Something that a feature keeps running; declared once, as a constant, and asked for by it. */
export interface Service<T> {
  /** For messages. */
  readonly name: string;
  open(database: Database): T;
  /** Ends what is in flight; waited for when the process stops. */
  close(running: T): Promise<void>;
}

export class Services {
  readonly database: Database;
  readonly feeds: Feeds;
  readonly #running: ReadonlyMap<Service<unknown>, unknown>;

  constructor(database: Database, feeds: Feeds, declared: readonly Service<unknown>[]) {
    this.database = database;
    this.feeds = feeds;
    this.#running = new Map(declared.map((service) => [service, service.open(database)]));
  }

  /** The running service; throws for one that no feature of this app declares. */
  get<T>(service: Service<T>): T {
    if (!this.#running.has(service)) {
      throw new Error(`no feature declares the service ${service.name}`);
    }
    return this.#running.get(service) as T;
  }

  /** Closes the services, the last one that was opened first. */
  async close(): Promise<void> {
    for (const [service, running] of [...this.#running].reverse()) await service.close(running);
  }
}
