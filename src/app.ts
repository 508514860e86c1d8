// The only wiring: opens the database and makes what runs on it; the server, the command line and tests all start here.
import { migrations } from "../migrations/list.ts";
import { Lanes } from "./commission/orders/lane/lanes.ts";
import { Database } from "./database/database.ts";
import { type EmbeddedCluster, startEmbedded } from "./database/embedded.ts";
import { migrateAll } from "./database/networks.ts";
import { entities } from "./entities.ts";
import { Exports } from "./finance/exports/store/exports.ts";
import { jobs } from "./job-list.ts";
import type { Config } from "./platform/config.ts";
import { Feeds } from "./platform/feed/feeds.ts";
import { Jobs } from "./platform/jobs/jobs.ts";
import { migrateQueue } from "./platform/jobs/queue.ts";
import { Simulations } from "./simulation/store/simulations.ts";

export interface AppOptions {
  /** Told each step, as one line. */
  readonly onStep?: (line: string) => void;
  /** Brings every network up to date first; the default. */
  readonly migrate?: boolean;
}

type Place = Pick<Config, "databaseUrl" | "dataDir">;
type Close = () => Promise<unknown>;

export class App {
  readonly database: Database;
  readonly feeds: Feeds;
  readonly lanes: Lanes;
  /** Works only once it is told to: a command has no time for others' jobs. */
  readonly jobs: Jobs;
  readonly simulations: Simulations;
  readonly exports: Exports;
  readonly #opened: readonly Close[];

  private constructor(database: Database, feeds: Feeds, lanes: Lanes, opened: readonly Close[]) {
    this.database = database;
    this.feeds = feeds;
    this.lanes = lanes;
    this.jobs = new Jobs(database, jobs);
    this.simulations = new Simulations(this.jobs);
    this.exports = new Exports(this.jobs);
    this.#opened = opened;
  }

  /** Throws `StartupError`, and then leaves nothing running that was not running before. */
  static async open(config: Place, options: AppOptions = {}): Promise<App> {
    const { onStep = () => {}, migrate = true } = options;
    const opened: Close[] = [];
    try {
      const url = config.databaseUrl ?? (await startOwn(config.dataDir, opened, onStep));
      const database = await Database.open({ url, entities, migrations });
      opened.push(() => database.close());
      if (migrate) await bringUpToDate(database, onStep);
      const feeds = new Feeds(database);
      const lanes = new Lanes();
      opened.push(
        () => feeds.close(),
        () => lanes.drain(),
      );
      return new App(database, feeds, lanes, opened);
    } catch (error) {
      await closeAll(opened).catch(() => {});
      throw error;
    }
  }

  /** Settles what waits, then closes everything; the embedded PostgreSQL stops with its last user. */
  close(): Promise<void> {
    return closeAll([...this.#opened, () => this.jobs.close()]);
  }
}

/** In the opposite order of opening, and all of them, whatever one of them throws. */
async function closeAll(opened: readonly Close[]): Promise<void> {
  let failure: { error: unknown } | undefined;
  for (const close of opened.toReversed()) {
    await close().catch((error: unknown) => {
      failure ??= { error };
    });
  }
  if (failure !== undefined) throw failure.error;
}

const HOW: Readonly<Record<EmbeddedCluster["how"], string>> = {
  initialised: "made and started",
  started: "started",
  adopted: "was running already",
};

async function startOwn(
  dataDir: string,
  opened: Close[],
  onStep: (line: string) => void,
): Promise<string> {
  const cluster = await startEmbedded({ dataDir, onStep });
  opened.push(() => cluster.stop());
  onStep(`PostgreSQL in ${dataDir} ${HOW[cluster.how]}, on port ${cluster.port}`);
  return cluster.url;
}

async function bringUpToDate(database: Database, onStep: (line: string) => void): Promise<void> {
  const networks = await migrateAll(database);
  await migrateQueue(database);
  const applied = networks.reduce((sum, network) => sum + network.applied, 0);
  const count = networks.length === 1 ? "1 network" : `${networks.length} networks`;
  const what = applied === 0 ? "up to date" : `${applied} migrations applied`;
  onStep(`database: ${count}, ${what}`);
}
