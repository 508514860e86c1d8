// Servers that are killed or stopped in the middle of an export: another one finishes it, and the file is the same.

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openApp } from "../../src/app.ts";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import { signToken } from "../../src/platform/graphql/auth.ts";
import { TAKE_UP_MS } from "../../src/platform/jobs/queue.ts";
import { exported } from "../support/bookkeepers.ts";
import { createScratchDatabase } from "../support/network.ts";
import { ServerProcess } from "../support/process.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { SECRET } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";

const LIMIT_MS = 240_000;
const ORDERS = 12_000;
const BATCH = 4_000;
/** What a busy machine needs to make the export itself. */
const MAKING_MS = 60_000;

/** By how much a busy machine may be late. */
const BUSY_MS = 10_000;

let scratch: Scratch;
let client: Client;
let token: string;
/** The file as it is made without any fault. */
let whole: string;
const started: ServerProcess[] = [];

beforeAll(async () => {
  scratch = await createScratchDatabase();
  const app = await openApp({ databaseUrl: scratch.url, dataDir: "" });
  const network = await app.database.network("default");
  await fillNetwork(network);
  for (let from = 0; from < ORDERS; from += BATCH) {
    const orders = Array.from({ length: BATCH }, (_, n) => order(`order-number-${from + n}`));
    await app.services.get(lanes).of(network).submit(orders);
  }
  whole = (await exported(network, { format: "csv" })).text;
  await app.close();
  client = new Client({ connectionString: scratch.url });
  await client.connect();
  token = await signToken(SECRET, { role: "FINANCE", sub: "li" });
}, LIMIT_MS);
afterEach(async () => {
  for (const server of started.splice(0)) {
    server.killGroup("SIGKILL");
    await server.ended;
  }
});
afterAll(async () => {
  await client.end();
  await scratch.drop();
});

function start(): ServerProcess {
  const server = new ServerProcess({ DATABASE_URL: scratch.url, AUTH_SECRET: SECRET });
  started.push(server);
  return server;
}

async function ask<T>(server: ServerProcess, query: string, variables = {}): Promise<T> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query, variables });
  const answer = await fetch(`${await server.url()}/graphql`, { method: "POST", headers, body });
  const { data, errors } = (await answer.json()) as { data: T; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const CREATE = "mutation { exportCreate(input: { format: CSV }) { export { id } } }";
const LOOK = "query ($id: ID!) { export(id: $id) { status url sha256 failure } }";

/** Starts an export and, once a piece of its file is stored, holds it there until `letGo`. */
async function beginAndHold(server: ServerProcess): Promise<string> {
  const created = await ask<{ exportCreate: { export: { id: string } } }>(server, CREATE);
  const { id } = created.exportCreate.export;
  for (;;) {
    const { rowCount } = await client.query(
      "select from network_default.job_chunk where job_id = $1",
      [id],
    );
    if (rowCount! > 0) break;
    await sleep(5);
  }
  await client.query("begin");
  await client.query("select from network_default.job where id = $1 for update", [id]);
  return id;
}

async function letGo(): Promise<void> {
  await client.query("rollback");
}

interface Ended {
  readonly status: string;
  readonly url: string;
  readonly sha256: string;
}

async function done(server: ServerProcess, id: string, withinMs: number): Promise<Ended> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const { export: made } = await ask<{ export: Ended }>(server, LOOK, { id });
    if (made.status === "DONE") return made;
    expect(made).toMatchObject({ status: "RUNNING", failure: null });
    await sleep(100);
  }
  throw new Error("it does not end");
}

async function taken(id: string): Promise<{ turn: number; attempts: number }> {
  const { rows } = await client.query(
    "select turn, attempts from network_default.job where id = $1",
    [id],
  );
  return rows[0];
}

async function expectWhole(server: ServerProcess, { url, sha256 }: Ended): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const text = await (await fetch(new URL(url, await server.url()), { headers })).text();
  expect(text === whole).toBe(true);
  expect(createHash("sha256").update(text).digest("hex")).toBe(sha256);
}

it(
  "an export whose server is killed is finished by another within the bound, byte for byte",
  async () => {
    const killed = start();
    const id = await beginAndHold(killed);
    const other = start();
    await other.url();
    killed.kill("SIGKILL");
    expect(await killed.ended).toBe("SIGKILL");
    await letGo();
    expect(await taken(id)).toEqual({ turn: 1, attempts: 1 });
    const killedMs = performance.now();
    while ((await taken(id)).turn === 1) await sleep(50);
    expect(performance.now() - killedMs).toBeLessThan(TAKE_UP_MS + BUSY_MS);
    const made = await done(other, id, MAKING_MS);
    expect(await taken(id)).toEqual({ turn: 2, attempts: 2 });
    await expectWhole(other, made);
  },
  LIMIT_MS,
);

it(
  "an export whose server is stopped is handed back at once, and a server that starts later finishes it",
  async () => {
    const stopped = start();
    const id = await beginAndHold(stopped);
    stopped.kill("SIGTERM");
    const startedMs = performance.now();
    await stopped.said(/finishing the requests in progress/);
    await letGo();
    expect(await stopped.ended).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
    expect(await taken(id)).toEqual({ turn: 1, attempts: 0 });
    const later = start();
    await expectWhole(later, await done(later, id, MAKING_MS));
    expect(await taken(id)).toEqual({ turn: 2, attempts: 1 });
    // It is to be had from any server, also from one that starts after it was made.
    const last = start();
    await expectWhole(last, await done(last, id, MAKING_MS));
  },
  LIMIT_MS,
);
