// More orders than can be settled, over real sockets: what is refused is refused at once, what is taken is
// answered soon, nothing is lost or doubled, and all is well right after.
import { createClient } from "graphql-ws";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { MAX_WAIT_MS } from "../../src/commission/orders/lane/queue.ts";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Network } from "../../src/database/database.ts";
import { isLaneWanted, lockLane } from "../../src/database/lock.ts";
import { MAX_OPERATIONS } from "../../src/platform/graphql/room.ts";
import { fillNetwork } from "../support/sample.ts";
import { Served, tokenFor } from "../support/served.ts";
import { verifyNetwork } from "../support/verify.ts";

let served: Served;
let network: Network;
let token: string;

beforeAll(async () => {
  served = await Served.open();
  network = await served.network();
  await fillNetwork(network);
  token = await tokenFor(network, { role: "ADMIN" });
});
afterAll(() => served.close());

/** Longer than anything takes: the metrics are of all networks of the tests, and take a second to read. */
const WAIT = { timeout: 60_000 };
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Answer {
  readonly ref: string;
  readonly outcome: string;
  readonly codes: readonly string[];
  readonly retryAfter: number | null;
  readonly tookMs: number;
}

async function settle(ref: string): Promise<Answer> {
  const startedMs = performance.now();
  const { body } = await served.ask(
    token,
    `mutation { orderSettle(input: { ref: "${ref}", occurredAt: "2026-01-15T12:00:00Z", seller: "E",
       product: "QB-10", quantity: "1", unitPrice: "10.00" }) {
       outcome userErrors { code retryAfter } } }`,
  );
  const { outcome, userErrors } = body.data!.orderSettle as {
    outcome: string;
    userErrors: { code: string; retryAfter: number | null }[];
  };
  return {
    ref,
    outcome,
    codes: userErrors.map(({ code }) => code),
    retryAfter: userErrors[0]?.retryAfter ?? null,
    tookMs: performance.now() - startedMs,
  };
}

it("a lane that stands still refuses early, answers what it took, and goes on at once", async () => {
  await settle("warm");
  const { promise: freed, resolve: free } = Promise.withResolvers<void>();
  const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>();
  const { promise: stuck, resolve: isStuck } = Promise.withResolvers<void>();
  // Another process that holds the network's lock.
  const holding = network.write(async (tx) => {
    lockLane(network, tx);
    await sql`select 1`.execute(tx.db);
    isLocked();
    await expect.poll(() => isLaneWanted(network, tx), WAIT).toBe(true);
    isStuck();
    await freed;
  });
  await locked;
  const first = settle("running");
  await stuck;
  const waiting = Array.from({ length: 50 }, (_, n) => settle(`waiting-${n}`));
  const lane = served.app.services.get(lanes).of(network);
  await expect.poll(() => lane.waiting, WAIT).toBe(50);
  await new Promise((resolve) => setTimeout(resolve, MAX_WAIT_MS + 200));
  const late = await Promise.all(Array.from({ length: 50 }, (_, n) => settle(`late-${n}`)));
  for (const { codes, retryAfter, outcome } of late) {
    expect({ codes, outcome }).toEqual({ codes: ["BUSY"], outcome: "REFUSED" });
    expect(retryAfter).toBeGreaterThanOrEqual(3);
  }
  // What an operator sees meanwhile, and afterwards.
  expect(await served.metric("settlement_waiting_inputs")).toBe(50);
  expect(await served.metric("settlement_busy_inputs_total")).toBe(50);
  const quick = 'settlement_wait_seconds_bucket{le="1"}';
  const [quickBefore, commits] = [
    await served.metric(quick),
    await served.metric("settlement_commit_seconds_count"),
  ];
  free();
  await holding;
  const taken = await Promise.all([first, ...waiting]);
  expect(taken.map(({ outcome }) => outcome)).toEqual(taken.map(() => "SETTLED"));
  expect(await served.metric("settlement_waiting_inputs")).toBe(0);
  // The commit that stood still has taken those that waited behind it.
  expect(await served.metric("settlement_commit_seconds_count")).toBe(commits + 1);
  expect(await served.metric(quick)).toBe(quickBefore);
  const soonLocked = 'settlement_stage_seconds_bucket{le="1",stage="lock"}';
  expect(await served.metric(soonLocked)).toBe(commits);
  // What was refused is settled when it is sent again, and what was taken is not settled twice.
  const again = await Promise.all([...late, ...taken].map(({ ref }) => settle(ref)));
  expect(again.map(({ outcome }) => outcome)).toEqual([
    ...late.map(() => "SETTLED"),
    ...taken.map(() => "REPEATED"),
  ]);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("so many operations run at once, and one more is refused before it is read, over HTTP and sockets", async () => {
  const { promise: freed, resolve: free } = Promise.withResolvers<void>();
  const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>();
  const socket = createClient({
    url: served.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    lazy: false,
  });
  const subscribe = () => socket.iterate({ query: "subscription { settlementPosted { cursor } }" });
  const first = subscribe().next();
  await expect.poll(() => served.metric("graphql_subscribers"), WAIT).toBe(1);
  // Look-ups stand still.
  const holding = network.write(async (tx) => {
    await sql`lock table distributor in access exclusive mode`.execute(tx.db);
    isLocked();
    await freed;
  });
  await locked;
  const LOOK = '{ distributor(code: "E") { code } }';
  const look = () => served.ask(token, LOOK);
  const overSocket = Array.from({ length: 40 }, () => socket.iterate({ query: LOOK }).next());
  const asked = Array.from({ length: MAX_OPERATIONS - 40 + 50 }, look);
  await expect.poll(() => served.metric("graphql_busy_operations_total"), WAIT).toBe(50);
  // This body would be no JSON.
  const headers = { "content-type": "application/json" };
  const late = await fetch(served.url, { method: "POST", headers, body: "{".repeat(100_000) });
  expect([late.status, late.headers.get("retry-after")]).toEqual([503, "1"]);
  const refusal = { extensions: { code: "BUSY", retryAfter: 1 } };
  expect(await late.json()).toMatchObject({ errors: [refusal] });
  await expect(socket.iterate({ query: "{ me { role } }" }).next()).rejects.toMatchObject([
    refusal,
  ]);
  await expect(subscribe().next()).rejects.toMatchObject([refusal]);
  expect((await fetch(`${served.server.url}/livez`)).status).toBe(200);
  free();
  await holding;
  const answers = await Promise.all(asked);
  const of = (status: number) => answers.filter((one) => one.status === status);
  expect([of(200).length, of(503).length]).toEqual([MAX_OPERATIONS - 40, 50]);
  for (const answer of await Promise.all(overSocket)) {
    expect(answer).toMatchObject({ value: { data: { distributor: { code: "E" } } } });
  }
  for (const { body } of of(200)) expect(body.data).toEqual({ distributor: { code: "E" } });
  // All is as before, also for who had subscribed.
  expect((await look()).status).toBe(200);
  expect((await settle("after-look-ups")).outcome).toBe("SETTLED");
  expect(await first).toMatchObject({ value: { data: { settlementPosted: {} } } });
  await socket.dispose();
});
