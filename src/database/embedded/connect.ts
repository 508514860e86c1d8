// How processes that share the embedded cluster know of each other: each holds a connection that says so, and the last one out stops it.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { StartupError } from "../../kernel/errors.ts";
import { type Folder, getPassword } from "./folder.ts";
import { SUPERUSER } from "./init.ts";

/** A connection that counts as use of the cluster, without keeping our process alive. */
export interface Presence {
  leave(): Promise<void>;
}

const DATABASE = "tributary";
const MAINTENANCE_DATABASE = "postgres";
/** Held shared by whoever uses the cluster and alone by whoever stops it; known in the maintenance database only. */
const USE_LOCK = "hashtextextended('tributary.embedded.use', 0)";
/** Names of our own connections: of them it is the lock that tells. */
const IN_USE = "tributary: in use";
const LAST_OUT = "tributary: last one out";
const LOCK_LIMIT_MS = 10_000;
const CONNECT_LIMIT_MS = 5_000;
/** A closed pool's connections take a moment to leave the server's list. */
const LEAVING_LIMIT_MS = 1_000;
const POLL_MS = 50;
const DUPLICATE_DATABASE = ["42P04", "23505"];

/** URL of our database. Throws StartupError if the password was lost. */
export async function getUrl(folder: Folder, port: number): Promise<string> {
  return `postgres://${SUPERUSER}:${await getPassword(folder)}@127.0.0.1:${port}/${DATABASE}`;
}

/**
 * Enters the server at `port` as one of its users, and makes our database if it is missing.
 * Throws StartupError if the server is another folder's, and what the connection met otherwise.
 */
export async function enter(folder: Folder, port: number): Promise<Presence> {
  const client = await connect(folder, port, IN_USE);
  try {
    await assertServes(client, folder);
    // Waits for one that is about to stop the server, and fails if it does.
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
    `${folder.cluster}/postmaster.pid names a server that serves ${served}, so the folder is a copy or was moved ` +
      "while in use: stop that server, or remove postmaster.pid from the copy",
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
 * Runs `stop` if nobody else is connected, and keeps newcomers waiting meanwhile. Returns false,
 * without running it, if somebody is. Throws what the connection met if that could not be asked.
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

/** What the library's client has and its type declarations leave out. */
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
  // A server that dies fails the query under way; the event must not end the process besides.
  client.on("error", () => undefined);
  await client.connect();
  return client as CountedClient;
}
