// Simulations through the API: started with drafts, looked at until they are done, and only by those who may.

import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { migrateQueue } from "../../src/platform/jobs/queue.ts";
import { Simulations } from "../../src/simulation/store/simulations.ts";
import { ADMIN, Api } from "../support/api.ts";
import { SimulationDocument, SimulationStartDocument } from "../support/generated/operations.ts";
import { createScratchDatabase, createTestNetwork, openTestDatabase } from "../support/network.ts";
import { order } from "../support/sample.ts";
import type { Scratch } from "../support/server.ts";
import { DRAFT_LADDER, DRAFT_PLAN, DRAFT_PROGRAMME, sellJanuary } from "../support/simulated.ts";

let database: Database;
let api: Api;
let scratch: Scratch;

beforeAll(async () => {
  scratch = await createScratchDatabase();
  database = await openTestDatabase({ url: scratch.url });
  await migrateQueue(database);
  api = new Api(database, await createTestNetwork(database));
  await api.services.jobs.work();
  await sellJanuary(api.network);
});

afterAll(async () => {
  await api.close();
  await database.close();
  await scratch.drop();
});

const JANUARY = { from: "2026-01-01T00:00:00+08:00", to: "2026-02-01T00:00:00+08:00" };
const DRAFTS = { plan: DRAFT_PLAN, ladder: DRAFT_LADDER, programmes: [DRAFT_PROGRAMME] };

async function start(input: object = DRAFTS) {
  const variables = { input: { ...JANUARY, ...input } };
  return (await api.data(ADMIN, SimulationStartDocument, variables)).simulationStart;
}

async function ended(id: string) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { simulation } = await api.data(ADMIN, SimulationDocument, { id });
    if (simulation!.status !== "RUNNING") return simulation!;
    await sleep(20);
  }
  throw new Error("it does not end");
}

const cny = (actual: string, draft: string, difference: string) => ({
  actual: { amount: actual, asset: "CNY" },
  draft: { amount: draft, asset: "CNY" },
  difference: { amount: difference, asset: "CNY" },
});

test("a simulation runs while orders are settled, and has its report when it is done", async () => {
  const { simulation, userErrors } = await start();
  expect(userErrors).toEqual([]);
  const lane = api.lanes.of(api.network);
  const [outcome] = await lane.submit([order("meanwhile", { occurredAt: "2026-02-05T00:00:00Z" })]);
  expect(outcome).toMatchObject({ status: "SETTLED" });
  const { report, ...rest } = await ended(simulation!.id);
  const [from, to] = ["2025-12-31T16:00:00.000Z", "2026-01-31T16:00:00.000Z"];
  expect(rest).toEqual({ from, to, status: "DONE", progress: 1, failure: null });
  expect(report).toMatchObject({
    ...{ orders: 3, refunds: 2, gross: { amount: "208.00" } },
    platform: cny("13.20", "13.40", "0.20"),
    distributors: cny("10.80", "9.60", "-1.20"),
    cashback: [cny("0.00", "1.00", "1.00")],
    bonusesPaid: cny("0.00", "4.08", "4.08"),
    bonusesReceived: cny("0.00", "20.00", "20.00"),
    bonuses: [
      { programme: "monthly", supplier: "S001", payer: "SUPPLIER", due: "SHORTFALL" },
      { programme: "monthly", supplier: "S001", payer: "PLATFORM", due: "BONUS" },
    ],
    ...{ upgrades: { actual: 0, draft: 4 }, downgrades: { actual: 0, draft: 0 } },
    byTier: [{ tier: "AGENT" }],
    byLevel: [{ level: 0, amount: cny("7.20", "4.80", "-2.40") }, { level: 1 }, { level: 2 }],
    ...{ up: [{ code: "C" }, { code: "B" }], down: [{ code: "E" }, { code: "D" }] },
    ...{ refused: 1, refusedOrders: [{ ref: "o-3", code: "NEGATIVE_MARGIN" }] },
  });
});

test("faults come at once, each with the path of its part of the input", async () => {
  const faulty = { ...DRAFT_PLAN, rules: [{ kind: "SELLER", rate: "2" }] };
  const cases: [object, string][] = [
    [{ ...DRAFTS, to: JANUARY.from }, "from"],
    [{ ...DRAFTS, from: "yesterday" }, "from"],
    [{ ...DRAFTS, from: "2027-01-01T00:00:00Z", to: "2027-02-01T00:00:00Z" }, "from"],
    [{}, "plan"],
    [{ plan: faulty }, "plan.rules[0].rate"],
    [{ ladder: 7 }, "ladder"],
    [
      { programmes: [DRAFT_PROGRAMME, { ...DRAFT_PROGRAMME, supplier: "x" }] },
      "programmes[1].supplier",
    ],
  ];
  for (const [input, field] of cases) {
    const { simulation, userErrors } = await start(input);
    expect([simulation, userErrors.map((fault) => fault.field)]).toEqual([null, [field]]);
  }
});

test("only a few run at once, and those of other networks and unknown ones are not there", async () => {
  // With connections that are open already, so that none is ahead by the time that opening takes.
  const asleep = sql`select pg_sleep(0.1)`;
  await Promise.all([1, 2, 3].map(() => api.network.read((tx) => asleep.execute(tx.db))));
  const started = await Promise.all([start(), start(), start()]);
  const codes = started.map(({ userErrors }) => userErrors.map(({ code }) => code));
  expect(codes.toSorted()).toEqual([[], [], ["BUSY"]]);
  const ids = started.flatMap(({ simulation }) => simulation?.id ?? []);
  const other = new Api(database, await createTestNetwork(database));
  const simulations = new Simulations(api.services.jobs);
  for (const id of ids) {
    await ended(id);
    expect(await simulations.find(other.network, id)).toBeUndefined();
  }
  await other.close();
  expect(await api.data(ADMIN, SimulationDocument, { id: "nothing" })).toEqual({
    simulation: null,
  });
  expect((await start()).userErrors).toEqual([]);
});

test("closing gives back what runs, and another server has its report", async () => {
  const own = new Api(database, api.network);
  const variables = { input: { ...JANUARY, ...DRAFTS } };
  const { simulationStart } = await own.data(ADMIN, SimulationStartDocument, variables);
  const { id } = simulationStart.simulation!;
  await own.close();
  const { status, failure, report } = await ended(id);
  expect([status, failure]).toEqual(["DONE", null]);
  expect(report).not.toBeNull();
});
