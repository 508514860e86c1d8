// docs/grafana/tributary.json against the metrics of a server that has done something of everything, and
// the manual against both.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { Exports } from "../../src/finance/exports/store/exports.ts";
import { type Exposition, familyOf, parseExposition } from "../support/exposition.ts";
import { createScratchDatabase } from "../support/network.ts";
import { ROOT } from "../support/process.ts";
import { needsOf, type Selector } from "../support/promql.ts";
import { fillNetwork } from "../support/sample.ts";
import { orderInput, Served, tokenFor } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const { panels }: { panels: readonly Panel[] } = JSON.parse(read("docs/grafana/tributary.json"));
const graphs = panels.filter(({ type }) => type !== "row");
const targets = graphs.flatMap(({ title, targets = [] }) =>
  targets.map((one) => ({ title, ...one })),
);
/** What Prometheus adds to each series. */
const SCRAPED = ["instance", "job"];
/** Node.js' own metrics and those of the process. */
const isOurs = (family: string) => !/^(process|nodejs)_/.test(family);

let scratch: Scratch;
let served: Served;
let scrape: Exposition;
beforeAll(async () => {
  scratch = await createScratchDatabase();
  served = await Served.openWorking(scratch.url);
  scrape = await useIt();
});
afterAll(async () => {
  await served.close();
  await scratch.drop();
});

/** Waits until a figure is 1. */
const until = (name: string) =>
  vi.waitFor(async () => expect(await served.metric(name)).toBe(1), { timeout: 60_000 });

/** Settles, refuses, subscribes, exports; returns the metrics after it. */
async function useIt(): Promise<Exposition> {
  const network = await served.app.database.network("default");
  await fillNetwork(network);
  const token = await tokenFor(network);
  const connectionParams = { authorization: `Bearer ${token}` };
  const socket = createClient({
    url: served.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams,
  });
  const events = socket.iterate({ query: "subscription { settlementPosted { cursor } }" });
  const first = events.next();
  await until("graphql_subscribers");
  const settle = "mutation ($input: OrderSettleInput!) { orderSettle(input: $input) { outcome } }";
  await served.ask(token, settle, { input: orderInput("d-1") });
  await served.ask(token, settle, { input: orderInput("d-2", { seller: "NOBODY" }) });
  await first;
  await new Exports(served.app.services.jobs).start(network, "li", { format: "csv" });
  await until('job_run_seconds_count{kind="export",end="done"}');
  const text = await vi.waitFor(
    async () => {
      // Until something has been collected, there is no metric of it.
      Array.from({ length: 100_000 }, (_, n) => ({ n }));
      const found = await (await fetch(`${served.server.url}/metrics`)).text();
      expect(found).toContain("nodejs_gc_duration_seconds_sum");
      return found;
    },
    { timeout: 60_000 },
  );
  await socket.dispose();
  return parseExposition(text);
}

/** Why a selector finds nothing of the scrape, or not what it means. */
function faultsOf({ metric, matchers, isRated }: Selector): string[] {
  const ours = matchers.filter(({ label }) => !SCRAPED.includes(label));
  const found = scrape.series.filter(({ name }) => name === metric);
  if (found.length === 0) return [`there is no ${metric}`];
  const type = scrape.types.get(familyOf(scrape, metric));
  const faults: string[] = [];
  if (isRated !== (type === "counter" || type === "histogram")) {
    faults.push(`${metric} is a ${type}: ${isRated ? "it is rated" : "it is not rated"}`);
  }
  const matches = ({ labels }: (typeof found)[number]) =>
    ours.every(({ label, op, value }) =>
      op === "=~" ? new RegExp(`^(${value})$`).test(labels[label]!) : labels[label] === value,
    );
  if (!found.some(matches)) faults.push(`${metric} has no ${JSON.stringify(ours)}`);
  return faults;
}

/** What is wrong with a query and its legend. */
function faultsIn(expr: string, legend: string): string[] {
  const { selectors, groups, faults } = needsOf(expr);
  const names = new Set(selectors.map(({ metric }) => metric));
  const known = scrape.series
    .filter(({ name }) => names.has(name))
    .flatMap(({ labels }) => Object.keys(labels));
  const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
  return [
    ...faults,
    ...selectors.flatMap(faultsOf),
    ...groups
      .filter((one) => ![...SCRAPED, ...known].includes(one))
      .map((one) => `no label ${one}`),
    ...labels.filter((one) => !groups.includes(one)).map((one) => `the legend has ${one}`),
  ];
}

describe("the dashboard", () => {
  it.each(targets.map((one) => [one.title, one.expr, one.legendFormat]))(
    "%s: %s",
    (_title, expr, legend) => {
      expect(faultsIn(expr, legend)).toEqual([]);
    },
  );

  it.each([
    ["sum (rate(settlement_orders_total[5m])", "", /⚠/],
    ["sum (rate(settlement_order_total[5m]))", "", /^there is no settlement_order_total$/],
    ['sum (jobs{kind="exports"})', "", /^jobs has no /],
    ['sum (jobs{state=~"wait.*|idle"})', "", /^$/],
    ["sum by (network) (settlement_waiting_inputs)", "", /^no label network$/],
    ["sum (rate(settlement_waiting_inputs[5m]))", "", /is a gauge: it is rated$/],
    ["sum (settlement_orders_total)", "", /is a counter: it is not rated$/],
    ["sum (rate(settlement_orders_total[5m]))", "{{outcome}}", /^the legend has outcome$/],
    ["sum (rate(settlement_orders_total[$__range]))", "", /unknown variable/],
  ])("a wrong query is noticed: %s", (expr, legend, fault) => {
    expect(faultsIn(expr, legend).join("\n")).toMatch(fault);
  });

  it("has each metric of ours, and the manual tells what it is", () => {
    const ours = [...scrape.types.keys()].filter(isOurs).sort();
    expect(ours.length).toBeGreaterThan(20);
    const drawn = targets.flatMap(({ expr }) =>
      needsOf(expr).selectors.map(({ metric }) => familyOf(scrape, metric)),
    );
    expect([...new Set(drawn)].filter(isOurs).sort()).toEqual(ours);
    const told = new Set(
      read("docs/manual/operator.md").match(/(?<=`)[a-z_]+(?=(\{[a-z, ]+\})?`)/g),
    );
    expect(ours.filter((family) => !told.has(family))).toEqual([]);
  });

  it("has the rows and panels that the manual explains, in its order", () => {
    const page = read("docs/manual/dashboard.md");
    const explained = [...page.matchAll(/^## (.+)$|^\| ([^|]+?) \|/gm)]
      .map(([, row, panel]) => row ?? panel!)
      .filter((title) => !/^(panel|-+)$/.test(title));
    expect(explained).toEqual(panels.map(({ title }) => title));
  });
});
