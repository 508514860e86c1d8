// Three times as many orders as can be settled, over sockets of their own to a server of its own: what is taken is
// answered soon, the rest is refused at once, and the book holds each exactly once.
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Network } from "../../src/database/database.ts";
import type { Flood, Sent } from "../support/flood.ts";
import { OwnServer } from "../support/own-server.ts";
import { orderInput } from "../support/served.ts";
import { verifyNetwork } from "../support/verify.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let own: OwnServer;
let network: Network;
let url: string;
let token: string;
let flood: Flood;
beforeAll(async () => {
  own = await OwnServer.start();
  ({ network, url, token, orders: flood } = own);
});
afterAll(() => own.stop());

const CONNECTIONS = 16;
/** Orders of a request: few requests are a flood, so that the sender is not the limit. */
const ORDERS = 25;
const FLOOD = { seconds: 6, hangUpEach: 20, orders: ORDERS };
/** How long anything may take on a machine that does much else; `npm run bench` measures how long it does. */
const ANSWERED_MS = 30_000;
/** What a server may hold more than before: a thousand operations, and garbage that is not collected yet. */
const MORE_BYTES = 256 * 1024 * 1024;
const LIST = 1_000;

async function memory(): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)![1]);
}

function percentile(sent: readonly Sent[], part: number): number {
  const times = sent.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return times[Math.floor((times.length - 1) * part)]!;
}

/** The outcomes of orders that are sent again, in lists. */
async function sendAgain(refs: readonly string[]): Promise<Map<string, string>> {
  const query = `mutation ($input: OrdersSettleInput!) { ordersSettle(input: $input) {
    results { ref outcome } } }`;
  const outcomes = new Map<string, string>();
  for (let from = 0; from < refs.length; from += LIST) {
    const orders = refs.slice(from, from + LIST).map((ref) => orderInput(ref));
    const answer = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables: { input: { orders } } }),
    });
    const { data } = (await answer.json()) as {
      data: { ordersSettle: { results: { ref: string; outcome: string }[] } };
    };
    for (const { ref, outcome } of data.ordersSettle.results) outcomes.set(ref, outcome);
  }
  return outcomes;
}

it("a flood is refused early, what is taken is answered soon, and all is well at once after it", async () => {
  await flood.connect();
  await flood.sustained("warm", CONNECTIONS, 1, ORDERS);
  const sustained = await flood.sustained("fair", CONNECTIONS, 3, ORDERS);
  const before = await memory();
  const { all } = await flood.press("flood", { perSecond: 3 * sustained, ...FLOOD });
  const [most, endedMs] = [await memory(), performance.now()];
  for (let n = 0; (await flood.send(`after-${n}`, 1)).end !== "SETTLED"; n += 1) await sleep(50);
  const recoveredMs = performance.now() - endedMs;
  const sent = await Promise.all(all);
  const next = await flood.send("next", 1);
  const by = (what: string) => sent.filter(({ end }) => end === what);
  const [taken, busy, lost] = [by("SETTLED"), by("BUSY"), by("LOST")];
  expect(taken.length + busy.length + lost.length).toBe(sent.length);
  expect(taken.length).toBeGreaterThan(sustained);
  expect(busy.length).toBeGreaterThan(0);
  for (const { retryAfter } of busy) expect(retryAfter).toBeGreaterThanOrEqual(1);
  // What is refused does not wait for what is taken.
  expect(percentile(busy, 0.5)).toBeLessThan(percentile(taken, 0.5));
  expect(percentile(taken, 1)).toBeLessThan(ANSWERED_MS);
  expect(most - before).toBeLessThan(MORE_BYTES);
  expect(recoveredMs).toBeLessThan(ANSWERED_MS);
  expect(next).toMatchObject({ end: "SETTLED" });
  // Law 2: sent again, each is settled exactly once.
  const refs = (of: readonly Sent[]) => of.flatMap((one) => one.refs);
  const again = await sendAgain(refs(sent));
  const outcomes = (of: readonly Sent[]) => new Set(refs(of).map((ref) => again.get(ref)));
  expect(outcomes(taken)).toEqual(new Set(["REPEATED"]));
  expect(outcomes(busy)).toEqual(new Set(["SETTLED"]));
  for (const outcome of outcomes(lost)) expect(outcome).toMatch(/^(SETTLED|REPEATED)$/);
  const { rows } = await network.read((tx) =>
    sql<{ n: string }>`select count(*) as n from ledger_transaction
      where kind = 'SETTLEMENT' and ref like 'flood-%'`.execute(tx.db),
  );
  expect(Number(rows[0]!.n)).toBe(refs(sent).length);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});
