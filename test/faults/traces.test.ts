// The spans of a server as a collector receives them, over real HTTP: which request waited for which commit.
// And a server without traces, which has nothing of the SDK.
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client as SocketClient } from "graphql-ws";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { openApp } from "../../src/app.ts";
import { signToken } from "../../src/platform/graphql/auth.ts";
import { createScratchDatabase } from "../support/network.ts";
import { ServerProcess } from "../support/process.ts";
import { fillNetwork } from "../support/sample.ts";
import { orderInput, SECRET } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";
import { attributesOf, type ReceivedSpan, SpanReceiver, treeOf } from "../support/span-receiver.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let scratch: Scratch;
let receiver: SpanReceiver;
let admin: string;
const started: ServerProcess[] = [];
const sockets: SocketClient[] = [];

beforeAll(async () => {
  receiver = await SpanReceiver.open();
  scratch = await createScratchDatabase();
  const app = await openApp({ databaseUrl: scratch.url, dataDir: "" });
  await fillNetwork(await app.database.network("default"));
  await app.close();
  admin = await signToken(SECRET, { role: "ADMIN", sub: "li" });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.dispose();
  for (const server of started.splice(0)) {
    server.killGroup("SIGKILL");
    await server.ended;
  }
});
afterAll(async () => {
  await scratch.drop();
  await receiver.close();
});

function start(settings: Record<string, string> = {}): ServerProcess {
  const server = new ServerProcess({
    ...{ DATABASE_URL: scratch.url, AUTH_SECRET: SECRET },
    ...settings,
  });
  started.push(server);
  return server;
}

const traced = () =>
  start({ OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });

interface Caller {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceparent: string;
}

/** A caller with a trace of its own, that it records or not. */
function caller(isRecorded = true): Caller {
  const [traceId, spanId] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-0${isRecorded ? 1 : 0}` };
}

const SETTLE =
  "mutation Sale($input: OrderSettleInput!) { orderSettle(input: $input) { outcome } }";

async function settle(server: ServerProcess, ref: string, { traceparent }: Caller) {
  const answer = await fetch(`${await server.url()}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${admin}`, traceparent },
    body: JSON.stringify({ query: SETTLE, variables: { input: orderInput(ref) } }),
  });
  expect(await answer.json()).toEqual({ data: { orderSettle: { outcome: "SETTLED" } } });
}

async function connect(server: ServerProcess, parent?: Caller): Promise<SocketClient> {
  const url = `${(await server.url()).replace("http", "ws")}/graphql`;
  const connectionParams = {
    authorization: `Bearer ${admin}`,
    ...(parent && { traceparent: parent.traceparent }),
  };
  const socket = createClient({ url, webSocketImpl: WebSocket, connectionParams });
  sockets.push(socket);
  return socket;
}

/** Subscribes, and waits until the subscription has its place; `first` is its first event. */
async function subscribe(server: ServerProcess) {
  const socket = await connect(server);
  const events = socket.iterate({ query: "subscription { settlementPosted { cursor } }" });
  const first = events.next();
  const metrics = `${await server.url()}/metrics`;
  await expect
    .poll(async () => (await fetch(metrics)).text(), { timeout: 60_000 })
    .toMatch(/^graphql_subscribers 1$/m);
  return { first };
}

const STAGES = ["lock", "read", "fold", "store", "COMMIT"];
const named = (spans: readonly ReceivedSpan[], name: string) =>
  spans.filter((span) => span.name === name);

describe("with traces on", () => {
  it("one order is one trace, from the request to the commit and the first subscriber", async () => {
    const server = traced();
    const { first } = await subscribe(server);
    const own = caller();
    await settle(server, "t-1", own);
    await first;
    const spans = await receiver.trace(own.traceId, ["POST /graphql", "feed publish"]);
    expect(treeOf(spans, own.spanId)).toEqual([
      "POST /graphql",
      "  mutation orderSettle",
      "    lane",
      "      lane wait",
      "      lane commit",
      ...STAGES.map((stage) => `        ${stage}`),
      "        feed publish",
    ]);
    const [request, operation, commit] = [
      "POST /graphql",
      "mutation orderSettle",
      "lane commit",
    ].map((name) => named(spans, name)[0]!);
    expect(request!.kind).toBe(2);
    expect(attributesOf(request!)).toMatchObject({ "http.response.status_code": "200" });
    expect(attributesOf(operation!)).toMatchObject({ "graphql.operation.name": "Sale" });
    expect(attributesOf(commit!)).toEqual({
      "tributary.network": "default",
      "tributary.inputs": "1",
      "tributary.chunks": "1",
    });
    expect([...receiver.services]).toEqual(["tributary"]);
    // The parts follow one another inside of the whole.
    const at = (span: ReceivedSpan) => [span.startTimeUnixNano, span.endTimeUnixNano].map(Number);
    const parts = STAGES.map((name) => at(named(spans, name)[0]!));
    const [from, to] = at(commit!);
    const slackNs = 2e6;
    parts.forEach(([start, end], n) => {
      const before = n === 0 ? from! : parts[n - 1]![1]!;
      expect(Math.abs(start! - before)).toBeLessThan(slackNs);
      expect(end).toBeGreaterThanOrEqual(start!);
    });
    expect(Math.abs(parts.at(-1)![1]! - to!)).toBeLessThan(slackNs);
  });

  it("a commit for several requests belongs to the first, and they are linked", async () => {
    const server = traced();
    await settle(server, "l-warm", caller(false));
    const blocker = new Client({ connectionString: scratch.url });
    await blocker.connect();
    const lock = "hashtextextended('network_default.lane', 0)";
    await blocker.query(`select pg_advisory_lock(${lock})`);
    const running = settle(server, "l-running", caller(false));
    await sleep(500);
    // The commit that stands still takes them all when it has the lock.
    const callers = [caller(false), caller(), caller(), caller()];
    const waiting = callers.map((one, n) => settle(server, `l-${n}`, one));
    const metrics = `${await server.url()}/metrics`;
    await expect
      .poll(async () => (await fetch(metrics)).text(), { timeout: 60_000 })
      .toMatch(/^settlement_waiting_inputs 4$/m);
    await blocker.end();
    await Promise.all([running, ...waiting]);
    const [unrecorded, ...recorded] = callers;
    const names = ["POST /graphql", "lane wait"];
    const traces = await Promise.all(recorded.map((one) => receiver.trace(one.traceId, names)));
    const commits = traces.flatMap((spans) => named(spans, "lane commit"));
    expect(commits).toHaveLength(1);
    expect(attributesOf(commits[0]!)).toMatchObject({ "tributary.inputs": "5" });
    const lanes = traces.map((spans) => named(spans, "lane")[0]!);
    const owner = lanes.find(({ spanId }) => spanId === commits[0]!.parentSpanId)!;
    const others = lanes.filter((lane) => lane !== owner);
    const linksOf = ({ links = [] }: ReceivedSpan) => links.map(({ spanId }) => spanId).sort();
    expect(others).toHaveLength(2);
    expect(linksOf(commits[0]!)).toEqual(others.map(({ spanId }) => spanId).sort());
    for (const lane of others) expect(linksOf(lane)).toEqual([commits[0]!.spanId]);
    expect(linksOf(owner)).toEqual([]);
    // A caller that does not record its trace gets no spans.
    expect(receiver.spans.filter(({ traceId }) => traceId === unrecorded!.traceId)).toEqual([]);
  });

  it("operations of a WebSocket belong to the trace that it was opened with", async () => {
    const server = traced();
    const own = caller();
    const socket = await connect(server, own);
    const variables = { input: orderInput("s-1") };
    for await (const result of socket.iterate({ query: SETTLE, variables })) {
      expect(result.data).toEqual({ orderSettle: { outcome: "SETTLED" } });
    }
    const query = '{ distributors(first: 1, after: "nowhere") { edges { cursor } } }';
    const bad = socket.iterate({ query });
    await bad.next();
    const spans = await receiver.trace(own.traceId, ["mutation orderSettle", "query distributors"]);
    expect(treeOf(spans, own.spanId).slice(0, 4)).toEqual([
      "mutation orderSettle",
      "  lane",
      "    lane wait",
      "    lane commit",
    ]);
    expect(named(spans, "query distributors")[0]!.status.code).toBe(2);
  });

  it("attempts at a job belong to the trace of the request that started it", async () => {
    const server = traced();
    const own = caller();
    const finance = await signToken(SECRET, { role: "FINANCE", sub: "li" });
    const query = "mutation { exportCreate(input: { format: CSV }) { export { id } } }";
    await fetch(`${await server.url()}/graphql`, {
      method: "POST",
      headers: {
        ...{ "content-type": "application/json", authorization: `Bearer ${finance}` },
        traceparent: own.traceparent,
      },
      body: JSON.stringify({ query }),
    });
    const spans = await receiver.trace(own.traceId, ["POST /graphql", "complete export"]);
    expect(treeOf(spans, own.spanId)).toEqual([
      "POST /graphql",
      "  mutation exportCreate",
      "    send export",
      "      process export",
      "        complete export",
    ]);
  });

  it("a collector that does not answer costs no request, and the server stops in time", async () => {
    // It accepts connections, and says nothing.
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const server = start({
      OTEL_TRACES_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    for (let n = 0; n < 20; n += 1) await settle(server, `c-${n}`, caller());
    const since = performance.now();
    server.kill("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(performance.now() - since).toBeLessThan(10_000);
    silent.close();
  });
});

/** Tells on standard error which modules of OpenTelemetry are loaded, but for its API. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const name = /@opentelemetry.(?!api)([a-z-]+)/.exec(found.url)?.[1];
      if (name) process.stderr.write("loaded: " + name + "\\n");
      return found;
    },
  });`)}`;

it("without traces nothing of the SDK is loaded", async () => {
  const watched = { NODE_OPTIONS: `--import=${TELL}` };
  const off = start(watched);
  await settle(off, "off-1", caller());
  off.kill("SIGTERM");
  expect(await off.ended).toBe(0);
  expect(off.stderr).not.toContain("loaded: ");
  const on = start({
    ...watched,
    ...{ OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  await on.url();
  expect(on.stderr).toContain("loaded: sdk-trace");
});
