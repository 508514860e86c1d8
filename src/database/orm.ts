// Opens the ORM on one PostgreSQL database, with the settings that one schema for each network needs.
import type { AnyEntity, EntityClass, EntitySchema } from "@mikro-orm/core";
import { MikroORM } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import { StartupError } from "../kernel/errors.ts";
import { reclaimLostConnections } from "./lost-connections.ts";
import { PostgresNames } from "./naming.ts";

/** The largest number of connections of one process for transactions. */
const POOL_SIZE = 20;
const OLDEST_MAJOR = 15;

export type EntityType = EntitySchema | EntityClass<AnyEntity>;
export type MigrationType = new (...args: never[]) => object;

export interface DatabaseOptions {
  readonly url: string;
  readonly entities: readonly EntityType[];
  readonly migrations: readonly MigrationType[];
  /** Settings of its connections, as on PostgreSQL's command line: `-c name=value`. */
  readonly settings?: string | undefined;
}

/** Connects and checks the server's version. Throws `StartupError` in one line. */
export async function openOrm(options: DatabaseOptions): Promise<MikroORM> {
  const where = options.url.replace(/:[^:@/]*@/, ":…@");
  let orm: MikroORM | undefined;
  try {
    orm = await initialise(options);
    await assertVersion(orm);
    return orm;
  } catch (error) {
    if (orm !== undefined) await closeOrm(orm);
    const { message, code } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `cannot use the database at ${where}: ${message.split("\n")[0] || code}`,
    );
  }
}

/** Closes every connection. The ORM alone leaves its pool open if it has not run a query itself. */
export async function closeOrm(orm: MikroORM): Promise<void> {
  const pool = await poolOf(orm);
  await orm.close(true);
  if (!pool.ending) await pool.end();
}

/** The driver's pool, for LISTEN and for SQL statements that belong to no network. */
export async function poolOf(orm: MikroORM): Promise<Pool> {
  return (await orm.em.getConnection().getNativeClient()) as Pool;
}

function initialise({ url, entities, migrations, settings }: DatabaseOptions): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl: url,
    entities: [...entities] as EntitySchema[],
    pool: { min: 0, max: POOL_SIZE },
    // Our sessions send statements behind those whose answers are still to come; the ORM awaits each.
    driverOptions: {
      onPoolCreated: reclaimLostConnections,
      pipeline: true,
      ...(settings && { options: settings }),
    },
    namingStrategy: PostgresNames,
    // A mistyped URL must not create a database.
    ensureDatabase: false,
    colors: false,
    logger: (line) => process.stderr.write(`${line}\n`),
    discovery: { warnWhenNoEntities: false },
    schemaGenerator: {
      ignoreTriggers: true,
      ignoreRoutines: true,
      skipTables: ["mikro_orm_migrations"],
    },
    migrations: {
      migrationsList: migrations.map((type) => ({ name: type.name, class: type as never })),
      includeWildcardSchema: true,
      snapshot: false,
      snapshotOnMigrate: false,
      disableForeignKeys: false,
      silent: true,
    },
  });
}

async function assertVersion(orm: MikroORM): Promise<void> {
  const pool = await poolOf(orm);
  const { rows } = await pool.query<{ server_version: string }>("show server_version");
  const version = rows[0]!.server_version;
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
    throw new Error(`it is PostgreSQL ${version}, but ${OLDEST_MAJOR} or newer is needed`);
  }
}
