// Connections that PostgreSQL ends in the middle of a transaction: the work fails, and the next is served.
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { createScratchDatabase, createTestNetwork, openTestDatabase } from "../support/network.ts";
import type { Scratch } from "../support/server.ts";

/** More than the pool of one process has connections. */
const AT_ONCE = 25;
const PAUSE_MS = 50;

let scratch: Scratch;
let database: Database;
let other: Client;

beforeEach(async () => {
  scratch = await createScratchDatabase();
  database = await openTestDatabase({ url: scratch.url });
  other = new Client({ connectionString: scratch.url });
  await other.connect();
});

afterEach(async () => {
  await other.end();
  await database.close();
  await scratch.drop();
});

/** Ends every connection of ours to the database, as a failover or the out-of-memory killer does. */
async function endConnections(): Promise<number> {
  const ended = await other.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
  );
  return ended.rowCount ?? 0;
}

const asleep = () => sql`select pg_sleep(30)`;

test.each([
  ["transactions", true],
  ["reads", false],
])("%s whose connections are ended fail, and later ones find connections", async (_what, isOne) => {
  const network = await createTestNetwork(database);
  const reads = Array.from({ length: AT_ONCE }, () =>
    network.read((tx) => asleep().execute(tx.db), isOne),
  );
  let areOver = false;
  const outcomes = Promise.allSettled(reads).finally(() => {
    areOver = true;
  });
  // The first to go make room for those that wait.
  for (; !areOver; await sleep(PAUSE_MS)) await endConnections();
  expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(["rejected"]));
  const one = sql<{ n: number }>`select 1 as n`;
  const read = () => network.read((tx) => one.execute(tx.db), isOne);
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, read));
  expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(Array(AT_ONCE).fill(1));
});

test("a database to which a connection was lost can be closed", async () => {
  const lost = await openTestDatabase({ url: scratch.url });
  const network = await createTestNetwork(lost);
  const write = expect(network.write((tx) => asleep().execute(tx.db))).rejects.toThrow(/terminat/);
  while ((await endConnections()) === 0) await sleep(PAUSE_MS);
  await write;
  await lost.close();
});
