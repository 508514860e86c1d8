// Databases of their own on the run's PostgreSQL server, and where that server comes from.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { findPostmaster } from "../../src/database/embedded/postmaster.ts";
import { startEmbedded } from "../../src/database/embedded.ts";

const DISCARD_ATTEMPTS = 20;
const DISCARD_PAUSE_MS = 100;

export interface Scratch {
  readonly url: string;
  drop(): Promise<void>;
}

export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** The server at `url`, or without one an embedded PostgreSQL in a temporary folder. */
export async function openServer(url: string | undefined): Promise<Server> {
  if (url) return { url, stop: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), "tributary-test-"));
  // As root the server runs as another user, who has to get in.
  chmodSync(dataDir, 0o755);
  // An interrupted run does not come to `stop`, and the server would outlive it.
  const discard = () => discardCluster(dataDir);
  process.once("exit", discard);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const embedded = await startEmbedded({ dataDir, settings });
  const stop = async () => {
    await embedded.stop();
    discard();
    process.off("exit", discard);
  };
  return { url: embedded.url, stop };
}

// Also at the end of the process, where nothing can be awaited.
function discardCluster(dataDir: string): void {
  for (let attempt = 1; attempt <= DISCARD_ATTEMPTS; attempt += 1) {
    const running = findPostmaster(join(dataDir, "postgres"));
    if (running !== undefined) process.kill(running.pid, "SIGQUIT");
    try {
      rmSync(dataDir, { recursive: true, force: true });
    } catch {
      // The server, or initdb, is still writing there. Mostly rmSync just leaves things behind.
    }
    if (!existsSync(dataDir)) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DISCARD_PAUSE_MS);
  }
}

/** An empty database on the server that `serverUrl` leads to. */
export async function createDatabase(serverUrl: string): Promise<Scratch> {
  const name = `tributary_test_${randomBytes(6).toString("hex")}`;
  await execute(serverUrl, `create database ${name} encoding utf8 template template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(serverUrl, `drop database ${name} with (force)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
