// Heavy work beside a server's event loop: orders are answered while it goes on, and it ends with its client.
import { type EventLoopUtilization, performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Network } from "../../src/database/database.ts";
import { createScratchDatabase, createTestNetwork } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { orderInput, Served, tokenFor } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";
import { DRAFT_PLAN } from "../support/simulated.ts";

const LIMIT_MS = 120_000;
const ORDERS = 8_000;
const BATCH = 4_000;
/** Of the time in which heavy work goes on, the server's thread is busy for less than this part. */
const MOST_BUSY = 0.5;

let scratch: Scratch;
let served: Served;
let network: Network;
let token: string;

beforeAll(async () => {
  scratch = await createScratchDatabase();
  served = await Served.openWorking(scratch.url);
  network = await createTestNetwork(served.app.database);
  token = await tokenFor(network, { role: "ADMIN", sub: "li" });
  await fillNetwork(network);
  for (let from = 0; from < ORDERS; from += BATCH) {
    const orders = Array.from({ length: BATCH }, (_, n) => order(`o-${from + n}`));
    await served.app.services.get(lanes).of(network).submit(orders);
  }
}, LIMIT_MS);
afterAll(async () => {
  await served.close();
  await scratch.drop();
});

async function ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { body } = await served.ask(token, query, variables);
  expect(body.errors).toBeUndefined();
  return body.data as T;
}

/** Asks again and again until a job has ended. */
async function job(start: string, input: object, look: string): Promise<unknown> {
  const { started } = await ask<{ started: { made: { id: string } } }>(start, { input });
  for (;;) {
    const { made } = await ask<{ made: { status: string } }>(look, { id: started.made.id });
    if (made.status !== "RUNNING") return made;
    await sleep(50);
  }
}

const REPORT = `{ complianceReport(from: "2026-01-01", to: "2026-12-31") { orders } }`;
const SETTLE =
  "mutation ($input: OrderSettleInput!) { orderSettle(input: $input) { userErrors { message } } }";
const JANUARY = { from: "2026-01-01T00:00:00+08:00", to: "2026-02-01T00:00:00+08:00" };

const HEAVY = {
  "compliance-report": () => ask(REPORT),
  simulation: () =>
    job(
      "mutation ($input: SimulationStartInput!) { started: simulationStart(input: $input) { made: simulation { id } } }",
      { ...JANUARY, plan: DRAFT_PLAN },
      "query ($id: ID!) { made: simulation(id: $id) { status } }",
    ),
  export: () =>
    job(
      "mutation ($input: ExportCreateInput!) { started: exportCreate(input: $input) { made: export { id } } }",
      { format: "CSV" },
      "query ($id: ID!) { made: export(id: $id) { status } }",
    ),
};

const RESULTS: Record<keyof typeof HEAVY, object> = {
  "compliance-report": { complianceReport: { orders: ORDERS } },
  simulation: { status: "DONE" },
  export: { status: "DONE" },
};

const counts = () => served.app.services.workers.counts;
const busySince = (before: EventLoopUtilization) =>
  performance.eventLoopUtilization(before).utilization;

test.each(Object.keys(HEAVY) as (keyof typeof HEAVY)[])(
  "beside %s an order is answered before it ends, and the server's thread is mostly idle",
  async (name) => {
    const before = performance.eventLoopUtilization();
    const work = HEAVY[name]();
    await vi.waitFor(() => expect(counts().busy).toBe(1), 20_000);
    const settled = await ask(SETTLE, {
      input: orderInput(`beside-${name}`, { occurredAt: "2027-01-15T12:00:00+08:00" }),
    });
    expect(settled).toEqual({ orderSettle: { userErrors: [] } });
    expect(counts().busy).toBe(1);
    expect(await work).toMatchObject(RESULTS[name]);
    expect(busySince(before)).toBeLessThan(MOST_BUSY);
  },
  LIMIT_MS,
);

test("a report ends when its client goes away, and another one works as before", async () => {
  const client = new Client({ connectionString: scratch.url });
  await client.connect();
  await client.query("begin");
  await client.query(`lock table ${network.schema}.refund in access exclusive mode`);
  const gone = new AbortController();
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query: REPORT });
  const options = { method: "POST", headers, body, signal: gone.signal };
  const asked = fetch(served.url, options).catch((error: Error) => error.name);
  await vi.waitFor(() => expect(counts().busy).toBe(1), 20_000);
  gone.abort();
  expect(await asked).toBe("AbortError");
  await vi.waitFor(() => expect(counts().busy).toBe(0), 20_000);
  const cancelled = 'worker_task_run_seconds_count{task="compliance-report",end="cancelled"}';
  expect(await served.metric(cancelled)).toBe(1);
  await client.query("rollback");
  await client.end();
  expect(await ask(REPORT)).toEqual({ complianceReport: { orders: ORDERS } });
});

test("a refusal arrives as it was thrown", async () => {
  const { body } = await served.ask(token, REPORT.replace("2026-12-31", "2025-12-31"));
  expect(body.errors).toMatchObject([
    {
      message: "to: 2025-12-31 is before from, 2026-01-01",
      path: ["complianceReport"],
      extensions: { code: "INVALID", field: "to" },
    },
  ]);
});
