// More orders than can be settled, over real sockets: what is refused is refused at once, what is taken is
// answered soon, nothing is lost or doubled, and all is well right after.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { MAX_WAIT_MS } from "../../src/commission/orders/lane/queue.ts";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Network } from "../../src/database/database.ts";
import { isLaneWanted, lockLane } from "../../src/database/lock.ts";
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
