// The queue of the jobs: pg-boss, on our own pool, in one schema of the database.
import { CompiledQuery } from "kysely";
import pg from "pg";
import type { ConstructorOptions, PgBoss } from "pg-boss";
import type { Database, Tx } from "../../database/database.ts";
import { lockQueue } from "../../database/lock.ts";
import { inTransaction } from "../../database/migrate.ts";
import { StartupError } from "../../kernel/errors.ts";

type QueueDatabase = NonNullable<ConstructorOptions["db"]>;

/** All networks share it: a queue's workers ask once, however many networks there are. */
const SCHEMA = "tributary_jobs";

/** A server without a sign of life for this long counts as dead; the library's minimum. */
export const HEARTBEAT_SECONDS = 10;
/** How often a server reports that it works on a job. */
export const REFRESH_SECONDS = 2;
/** How often one of the servers looks for jobs of dead servers. */
const SUPERVISE_SECONDS = 2;
/** How often each server looks for jobs that others have added; it takes its own at once. */
export const POLL_SECONDS = 2;
/**
 * A job whose server was killed is taken up again within this time, if another server has a free
 * worker.
 */
export const TAKE_UP_MS = (HEARTBEAT_SECONDS + 2 * SUPERVISE_SECONDS + POLL_SECONDS + 4) * 1_000;

/** How often ended entries of the queue are removed. */
const MAINTAIN_SECONDS = 300;

// Nothing is scheduled by the library's own cron, whose finest step is a minute.
const OPTIONS: ConstructorOptions = {
  schema: SCHEMA,
  schedule: false,
  superviseIntervalSeconds: SUPERVISE_SECONDS,
  monitorIntervalSeconds: SUPERVISE_SECONDS,
  maintenanceIntervalSeconds: MAINTAIN_SECONDS,
  registerInstance: false,
  monitorVacuum: false,
  reindex: false,
  // Where traces are on, attempts at a job belong to the trace of the request that started it.
  openTelemetry: { propagateContext: true },
};

/** Makes the queue's tables or brings them up to date; several processes may do so at once. */
export async function migrateQueue(database: Database): Promise<void> {
  const boss = await makeQueue(database, { supervise: false });
  // The library makes two servers wait for each other too, but the second then makes everything again.
  // It recognises that failure by its English text, and PostgreSQL may be set to another language.
  await inTransaction(database, async (em) => {
    await lockQueue(em);
    await boss.start();
  });
  await boss.stop({ graceful: false });
}

/** Throws `StartupError` if the queue is missing or older than this program. */
export async function openQueue(
  database: Database,
  onError: (fault: unknown) => void,
): Promise<PgBoss> {
  const boss = await makeQueue(database, { migrate: false });
  boss.on("error", onError);
  try {
    return await boss.start();
  } catch (error) {
    // The library has no codes for them.
    if (!/is not installed|requires migrations/.test((error as Error).message)) throw error;
    throw new StartupError("the queue of jobs is missing or out of date: run `tributary migrate`");
  }
}

async function makeQueue(database: Database, options: ConstructorOptions): Promise<PgBoss> {
  // A tenth of a second of modules, which commands without jobs do not need.
  const { PgBoss } = await import("pg-boss");
  return new PgBoss({ ...OPTIONS, ...options, db: await onPool(database) });
}

// The ORM's pool reads some types as texts; the library wants them as the driver gives them.
async function onPool(database: Database): Promise<QueueDatabase> {
  const pool = await database.pool();
  return {
    executeSql: (text, values) => pool.query({ text, values: values ?? [], types: pg.types }),
  };
}

/** Adds to the queue in the transaction that also writes the job's row. */
export function onTransaction(db: Tx["db"]): QueueDatabase {
  return {
    async executeSql(text, values = []) {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows: [...rows] };
    },
  };
}
