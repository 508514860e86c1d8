// What /metrics tells of the database and the jobs, and that it answers whatever state the database is in.
import { Client, type PoolClient } from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createNetwork } from "../../src/database/networks.ts";
import { EXPORT, Exports } from "../../src/finance/exports/store/exports.ts";
import { createScratchDatabase } from "../support/network.ts";
import { Served } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";

const NETWORKS = ["aa", "bb", "cc", "dd", "ee", "ff", "gg"];
/** As long as a busy machine takes. */
const WAIT = { timeout: 30_000 };

let scratch: Scratch;
let served: Served;
beforeAll(async () => {
  scratch = await createScratchDatabase();
  served = await Served.openWorking(scratch.url);
  for (const name of NETWORKS) await createNetwork(served.app.database, { name });
});
afterAll(async () => {
  await served.close();
  await scratch.drop();
});

async function scrape(): Promise<string> {
  const answer = await fetch(`${served.server.url}/metrics`);
  expect(answer.status).toBe(200);
  return answer.text();
}

/** The networks whose custody a scrape tells. */
function networksOf(text: string): string[] {
  const found = text.matchAll(/^custody_minor_units\{network="(\w+)",kind="gap"\} 0$/gm);
  return [...found].map(([, name]) => name!);
}

it("reads the custody of all networks by one statement, and leaves out what cannot be read", async () => {
  const pool = await served.app.database.pool();
  await scrape();
  const queries = vi.spyOn(pool, "query");
  // Scrapes that overlap share a reading.
  const texts = await Promise.all([scrape(), scrape(), scrape()]);
  for (const text of texts) expect(networksOf(text)).toEqual([...NETWORKS, "default"].sort());
  const read = queries.mock.calls.filter(([text]) => `${text}`.includes(".coverage"));
  expect(read.length).toBeGreaterThan(0);
  expect(read.length).toBeLessThanOrEqual(3);
  queries.mockRestore();
  const client = new Client({ connectionString: scratch.url });
  await client.connect();
  await client.query("drop table network_cc.coverage cascade");
  await client.query("drop schema network_gg cascade");
  await client.end();
  expect(networksOf(await scrape())).toEqual(["aa", "bb", "dd", "default", "ee", "ff"]);
});

it("tells how many connections are in use, who waits for one, and how long", async () => {
  const pool = await served.app.database.pool();
  const { database } = served.app;
  const quick = 'database_connection_wait_seconds_bucket{le="1",use="transactions"}';
  const all = 'database_connection_wait_seconds_count{use="transactions"}';
  const max = await served.metric('database_connections{use="transactions",state="max"}');
  expect(max).toBe(20);
  const slowBefore = (await served.metric(all)) - (await served.metric(quick));
  const held: PoolClient[] = [];
  while (held.length < max) held.push(await pool.connect());
  const waiting = Array.from({ length: 3 }, () => database.connect());
  const text = await scrape();
  expect(text).toContain('database_connections{use="transactions",state="used"} 20');
  expect(text).toContain('database_connections{use="transactions",state="idle"} 0');
  expect(
    Number(/^database_connection_waiters\{use="transactions"\} (\d+)$/m.exec(text)![1]),
  ).toBeGreaterThanOrEqual(3);
  // Reads have connections of their own.
  expect(await served.metric('database_connections{use="reads",state="max"}')).toBe(8);
  expect(await served.metric('database_connection_waiters{use="reads"}')).toBe(0);
  // What it could not read is missing; nothing else is.
  expect(networksOf(text)).toEqual([]);
  expect(text).not.toMatch(/^jobs\{/m);
  expect(text).toMatch(/^settlement_waiting_inputs 0$/m);
  for (const client of held) client.release();
  for (const client of await Promise.all(waiting)) client.release();
  await expect.poll(async () => networksOf(await scrape()), WAIT).toContain("aa");
  expect((await served.metric(all)) - (await served.metric(quick))).toBe(slowBefore + 3);
});

it("tells of jobs: how many wait, how long they ran, and how they ended", async () => {
  const ended = (end: string) => `job_run_seconds_count{kind="export",end="${end}"}`;
  expect(await served.metric(ended("done"))).toBe(0);
  const network = await served.app.database.network("aa");
  const exports = new Exports(served.app.services.jobs);
  const start = () => exports.start(network, "li", { format: "csv" });
  await start();
  await expect.poll(() => served.metric(ended("done")), WAIT).toBe(1);
  const client = new Client({ connectionString: scratch.url });
  await client.connect();
  // Whatever an export reads first; it is tried as often as its kind allows.
  await client.query("alter table network_aa.ledger_transaction rename to lost");
  await start();
  await expect.poll(() => served.metric(ended("failed")), WAIT).toBe(1);
  expect(await served.metric(ended("returned"))).toBe(EXPORT.maxAttempts - 1);
  await client.end();
  // Regular tasks have run when the server started.
  const cleaned = 'job_run_seconds_count{kind="clean-up",end="done"}';
  await expect.poll(() => served.metric(cleaned), WAIT).toBeGreaterThan(0);
  await expect.poll(scrape, WAIT).toContain('jobs{kind="export",state="waiting"} 0');
});
