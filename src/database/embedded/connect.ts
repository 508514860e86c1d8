// Tracks which processes use the embedded cluster: each holds a marked connection, and the last process stops the server.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { StartupError } from "../../kernel/errors.ts";
import { type Folder, getPassword } from "./folder.ts";
import { SUPERUSER } from "./init.ts";

/** A connection that marks the cluster as used. It does not keep our process alive. */
export interface Presence {
  leave(): Promise<void>;
}

const DATABASE = "tributary";
const MAINTENANCE_DATABASE = "postgres";
/** Each user of the cluster holds it shared, and the process that stops the server holds it alone; it is in the maintenance database only. */
const USE_LOCK = "hashtextextended('tributary.embedded.use', 0)";
/** The application names of our connections. The lock says whether they use the cluster. */
const IN_USE = "tributary: in use";
const LAST_OUT = "tributary: last one out";
const LOCK_LIMIT_MS = 10_000;
const CONNECT_LIMIT_MS = 5_000;
/** A closed pool's connections take a moment to leave the server's list. */
const LEAVING_LIMIT_MS = 1_000;
const POLL_MS = 50;
const DUPLICATE_DATABASE = ["42P04", "23505"];

/** The URL of our database. Throws StartupError if the password is missing. */
export async function getUrl(folder: Folder, port: number): Promise<string> {
  return `postgres://${SUPERUSER}:${await getPassword(folder)}@127.0.0.1:${port}/${DATABASE}`;
}

/**
 * Connects to the server at `port` as one of its users, and creates our database if it is missing.
 * Throws StartupError if the server belongs to another folder, and any error of the connection.
 */
export async function enter(folder: Folder, port: number): Promise<Presence> {
  const client = await connect(folder, port, IN_USE);
  try {
    await assertServes(client, folder);
    // Waits for a process that is about to stop the server, and fails if it stops.
    await client.query(`select pg_advisory_lock_shared(${USE_LOCK})`);
    const found = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (found.rowCount === 0) await createDatabase(client);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  client.unref();
  const leave = async () => {
    client.ref();
    await client.end().catch(() => undefined);
  };
  return { leave };
}

async function assertServes(client: Client, folder: Folder): Promise<void> {
  const shown = await client.query<{ data_directory: string }>("show data_directory");
  const served = shown.rows[0]?.data_directory;
  if (served === folder.cluster) return;
  throw new StartupError(
    `${folder.cluster}/postmaster.pid belongs to a server that uses ${served}: the folder was copied or moved ` +
      "while in use: stop that server, or delete postmaster.pid from the copy",
  );
}

async function createDatabase(client: Client): Promise<void> {
  try {
    await client.query(`create database ${DATABASE}`);
  } catch (error) {
    if (!DUPLICATE_DATABASE.includes((error as { code?: string }).code ?? "")) throw error;
  }
}

/**
 * Runs `stop` if no other client is connected, and makes new clients wait meanwhile. Returns false,
 * without running `stop`, if another client is connected. Throws any error of the connection.
 */
export async function ifUnused(folder: Folder, port: number, stop: () => Promise<void>) {
  const client = await connect(folder, port, LAST_OUT);
  try {
    const deadline = Date.now() + LEAVING_LIMIT_MS;
    while (!(await isAlone(client))) {
      if (Date.now() > deadline) return false;
      await sleep(POLL_MS);
    }
    await stop();
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function isAlone(client: Client): Promise<boolean> {
  const locked = await client.query<{ alone: boolean }>(
    `select pg_try_advisory_lock(${USE_LOCK}) as alone`,
  );
  if (!locked.rows[0]?.alone) return false;
  const others = await client.query(
    `select from pg_stat_activity
     where backend_type = 'client backend' and application_name <> all ($1)`,
    [[IN_USE, LAST_OUT]],
  );
  return others.rowCount === 0;
}

/** Methods of the client that its type declarations do not have. */
type CountedClient = Client & { ref(): void; unref(): void };

async function connect(folder: Folder, port: number, name: string): Promise<CountedClient> {
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: SUPERUSER,
    password: await getPassword(folder),
    database: MAINTENANCE_DATABASE,
    ssl: false,
    application_name: name,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    lock_timeout: LOCK_LIMIT_MS,
  });
  // If the server dies, the running query fails; the error event must not end the process as well.
  client.on("error", () => undefined);
  await client.connect();
  return client as CountedClient;
}
