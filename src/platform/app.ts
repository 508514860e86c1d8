// An app of some features: opens the database and what runs on it, and closes both.
import { M20261128Jobs } from "../../migrations/0016-jobs.ts";
import { Database } from "../database/database.ts";
import { type EmbeddedCluster, startEmbedded } from "../database/embedded.ts";
import { migrateAll } from "../database/networks.ts";
import type { EntityType, MigrationType } from "../database/orm.ts";
import type { Config } from "./config.ts";
import type { Feature } from "./feature.ts";
import { Feeds } from "./feed/feeds.ts";
import { Job, JobChunk } from "./jobs/entities.ts";
import { migrateQueue } from "./jobs/queue.ts";
import { Services } from "./services.ts";

export interface AppOptions {
  /** The module that a worker process begins with; it calls `serveTasks` with the same features. */
  readonly worker: URL;
  /** Called with each step, as one line. */
  readonly onStep?: (line: string) => void;
  /** Whether every network is migrated first; true by default. */
  readonly migrate?: boolean;
}

type Place = Pick<Config, "databaseUrl" | "dataDir">;
type Close = () => Promise<unknown>;

export class App {
  readonly features: readonly Feature[];
  readonly services: Services;
  readonly #opened: readonly Close[];

  private constructor(features: readonly Feature[], services: Services, opened: readonly Close[]) {
    this.features = features;
    this.services = services;
    this.#opened = opened;
  }

  get database(): Database {
    return this.services.database;
  }

  /** Throws `StartupError`; whatever was started is then stopped again. */
  static async open(
    features: readonly Feature[],
    config: Place,
    options: AppOptions,
  ): Promise<App> {
    const { onStep = () => {}, migrate = true, worker } = options;
    const opened: Close[] = [];
    try {
      const url = config.databaseUrl ?? (await startOwn(config.dataDir, opened, onStep));
      const database = await Database.open({ url, ...tablesOf(features) });
      opened.push(() => database.close());
      if (migrate) await bringUpToDate(database, onStep);
      const services = openServices(database, features, worker);
      opened.push(
        () => services.feeds.close(),
        () => services.close(),
      );
      return new App(features, services, opened);
    } catch (error) {
      await closeAll(opened).catch(() => {});
      throw error;
    }
  }

  /** Settles the waiting orders, then closes everything. The embedded PostgreSQL stops with its last user. */
  close(): Promise<void> {
    return closeAll(this.#opened);
  }
}

/** What the features run on a database. */
export function openServices(
  database: Database,
  features: readonly Feature[],
  worker: URL,
): Services {
  const events = features.flatMap(({ events = [] }) => events);
  const declared = {
    jobs: features.flatMap(({ jobs = [] }) => jobs),
    services: features.flatMap(({ services = [] }) => services),
    transactionKinds: features.flatMap(({ transactionKinds = [] }) => transactionKinds),
    verifiers: features.flatMap(({ verifiers = [] }) => verifiers),
  };
  return new Services(database, new Feeds(database, events), declared, worker);
}

/** The platform's own tables in each network, like those of a feature. */
const OWN = { name: "platform", entities: [Job, JobChunk], migrations: { 16: M20261128Jobs } };

/** The entities and migrations of all features. Throws where two migrations have one number. */
export function tablesOf(features: readonly Feature[]): {
  entities: EntityType[];
  migrations: MigrationType[];
} {
  const numbered = new Map<number, MigrationType>();
  const owners: readonly Pick<Feature, "name" | "entities" | "migrations">[] = [OWN, ...features];
  for (const { name, migrations = {} } of owners) {
    for (const [number, migration] of Object.entries(migrations)) {
      if (numbered.has(Number(number)))
        throw new Error(`${name}: migration ${number} is there twice`);
      numbered.set(Number(number), migration);
    }
  }
  const inOrder = [...numbered].sort(([a], [b]) => a - b);
  return {
    entities: owners.flatMap(({ entities = [] }) => entities),
    migrations: inOrder.map(([, migration]) => migration),
  };
}

/** Closes everything in reverse order, even if one of them fails; then throws the first error. */
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
  initialised: "created and started",
  started: "started",
  adopted: "was already running",
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
