// What a running process has: the database, the feeds, each feature's own services, and what
// features declare of the ledger.
import type { Database } from "../database/database.ts";
import type { TransactionKind } from "../ledger/kind.ts";
import type { Feeds } from "./feed/feeds.ts";
import type { AnyJob } from "./jobs/define.ts";
import { Jobs } from "./jobs/jobs.ts";
import type { Verifier } from "./verifier.ts";
import { Workers } from "./workers/workers.ts";

/** Something that a feature keeps running; declared once, as a constant, and asked for by it. */
export interface Service<T> {
  /** For messages. */
  readonly name: string;
  open(database: Database): T;
  /** Ends what is in flight; waited for when the process stops. */
  close(running: T): Promise<void>;
}

/** What the features declare, of all features together. */
export interface Declared {
  readonly services: readonly Service<unknown>[];
  readonly jobs: readonly AnyJob[];
  readonly transactionKinds: readonly TransactionKind[];
  readonly verifiers: readonly Verifier[];
}

export class Services {
  readonly database: Database;
  readonly feeds: Feeds;
  /** Starts and finds jobs; runs them only after `work`, since a command has no time for them. */
  readonly jobs: Jobs;
  /** Do heavy work beside the process's own thread. */
  readonly workers: Workers;
  readonly transactionKinds: readonly TransactionKind[];
  readonly verifiers: readonly Verifier[];
  readonly #running: ReadonlyMap<Service<unknown>, unknown>;

  constructor(database: Database, feeds: Feeds, declared: Declared, worker: URL) {
    this.database = database;
    this.feeds = feeds;
    this.workers = new Workers({ entry: worker, databaseUrl: database.url });
    this.jobs = new Jobs(database, declared.jobs, this.workers);
    this.transactionKinds = declared.transactionKinds;
    this.verifiers = declared.verifiers;
    this.#running = new Map(declared.services.map((service) => [service, service.open(database)]));
  }

  /** The running service; throws for one that no feature of this app declares. */
  get<T>(service: Service<T>): T {
    if (!this.#running.has(service)) {
      throw new Error(`no feature declares the service ${service.name}`);
    }
    return this.#running.get(service) as T;
  }

  /** Gives back the running jobs, ends what is heavy, then closes the services, the last one opened first. */
  async close(): Promise<void> {
    await this.jobs.close();
    await this.workers.close();
    for (const [service, running] of [...this.#running].reverse()) await service.close(running);
  }
}
