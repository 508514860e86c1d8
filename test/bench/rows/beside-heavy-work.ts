// Orders at a steady rate beside heavy work: reports, simulations and exports of the same server, and `verify` as a
// command; each begins again until the load ends.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { press } from "../load/child.ts";
import type { Figures } from "../load/figures.ts";
import type { Measure, Row } from "../row.ts";
import { assertVerified } from "../stand/network.ts";
import type { Serving } from "../stand/serving.ts";
import type { Stand } from "../stand/stand.ts";

const CONNECTIONS = 64;
const POLL_MS = 200;

const REPORT = `{ complianceReport(from: "2026-10-01", to: "2026-10-31") { orders } }`;
const SIMULATE = `mutation ($input: SimulationStartInput!) {
  started: simulationStart(input: $input) { userErrors { message } job: simulation { id } } }`;
const SIMULATED = "query ($id: ID!) { job: simulation(id: $id) { status failure } }";
const EXPORT = `mutation ($input: ExportCreateInput!) {
  started: exportCreate(input: $input) { userErrors { message } job: export { id } } }`;
const EXPORTED = "query ($id: ID!) { job: export(id: $id) { status failure } }";

type Work = () => Promise<unknown>;

export const besideHeavyWorkRow: Row = {
  id: "beside",
  title: "orderSettle beside heavy work",
  async run(stand) {
    const url = await stand.databases.create((await stand.settled()).url);
    const plan = JSON.parse(await readFile(join(stand.trade, "plan.json"), "utf8"));
    const range = { from: "2026-10-01T00:00:00Z", to: "2026-11-01T00:00:00Z" };
    const measures = await stand.serving(url, async (server) => {
      const works: Readonly<Record<string, Work>> = {
        "compliance reports": () => server.ask(REPORT),
        simulations: () => finish(server, SIMULATE, { ...range, plan }, SIMULATED),
        exports: () => finish(server, EXPORT, { format: "CSV" }, EXPORTED),
        verify: () => assertVerified(url),
      };
      // A server that has just started is slower.
      await pressSteadily(stand, server);
      const alone = await pressSteadily(stand, server);
      const found: Measure[] = [
        { what: "orderSettle alone: p50", value: alone.p50Ms, unit: "ms" },
        { what: "orderSettle alone: p99", value: alone.p99Ms, unit: "ms" },
      ];
      for (const [name, work] of Object.entries(works)) {
        found.push(...compare(name, alone, await beside(stand, server, work)));
      }
      return found;
    });
    await stand.databases.drop(url);
    return measures;
  },
};

function compare(name: string, alone: Figures, found: Figures): Measure[] {
  const measure = (of: "p50" | "p99") => ({
    what: `beside ${name}: ${of}`,
    value: found[`${of}Ms`],
    unit: "ms",
    yardstick: { what: "alone", value: alone[`${of}Ms`] },
  });
  return [measure("p50"), { ...measure("p99"), bound: { most: 2 } }];
}

function pressSteadily(stand: Stand, server: Serving): Promise<Figures> {
  const perSecond = stand.sizes.watchedRate;
  return press(stand, server, "order", { connections: CONNECTIONS, perSecond });
}

async function beside(stand: Stand, server: Serving, work: Work): Promise<Figures> {
  let hasEnded = false;
  const pressing = pressSteadily(stand, server).finally(() => {
    hasEnded = true;
  });
  const working = (async () => {
    while (!hasEnded) await work();
  })();
  const [figures] = await Promise.all([pressing, working]);
  return figures;
}

interface Told {
  readonly started?: { readonly job: { readonly id: string } | null };
  readonly job?: { readonly status: string };
}

/** Starts a job and waits until it is done. */
async function finish(server: Serving, start: string, input: object, look: string): Promise<void> {
  const begun = await server.ask<Told>(start, { input });
  const id = begun.started?.job?.id;
  if (id === undefined) throw new Error(`not started: ${JSON.stringify(begun)}`);
  for (;;) {
    const told = await server.ask<Told>(look, { id });
    if (told.job?.status === "DONE") return;
    if (told.job?.status !== "RUNNING") throw new Error(`not done: ${JSON.stringify(told)}`);
    await sleep(POLL_MS);
  }
}
