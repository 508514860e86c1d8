// Many subscribers: one execution for all with the same operation and scope, none for other eyes.
import { type Client, createClient } from "graphql-ws";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Network } from "../../src/database/database.ts";
import type { Claims } from "../../src/platform/graphql/auth.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { Served, tokenFor } from "../support/served.ts";
import { statementsOf } from "../support/statements.ts";

/** Longer than anything takes: the metrics are of all networks of the tests, and take a second to read. */
const WAIT = { timeout: 60_000 };
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SETTLEMENTS =
  "subscription ($after: Cursor) { settlementPosted(after: $after) { cursor settlement { ref gross { amount } margin { amount } } } }";
const EARNINGS =
  "subscription { earningPosted { distributor { code } amount { amount } settlement { ref shares { recipient { code } } } } }";
const START = Buffer.from("e:0:0").toString("base64url");

let served: Served;
let network: Network;
beforeAll(async () => {
  served = await Served.open();
  network = await served.network();
  await fillNetwork(network);
});
afterAll(() => served.close());

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await expect.poll(() => served.metric("graphql_subscribers"), WAIT).toBe(0);
});

interface Told {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** What a token's subscription is told; its text too, but for the operation's id. */
async function follow(claims: Claims, query: string, variables = {}): Promise<Told[]> {
  const token = await tokenFor(network, claims);
  const client = createClient({
    url: served.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  clients.push(client);
  const told: Told[] = [];
  const next = (one: unknown) => void told.push(one as Told);
  client.subscribe({ query, variables }, { next, error: next as () => void, complete: () => {} });
  return told;
}

const admin = (sub: string): Claims => ({ role: "ADMIN", sub });
const as = (distributor: string, sub = distributor): Claims => ({
  role: "DISTRIBUTOR",
  distributor,
  sub,
});

function settle(...refs: string[]): Promise<unknown> {
  return served.app.services
    .get(lanes)
    .of(network)
    .submit(refs.map((ref) => order(ref)));
}

async function running(count: number): Promise<void> {
  await expect.poll(() => served.metric("graphql_subscribers"), WAIT).toBe(count);
  // A subscription without a cursor begins with the head that it has read.
  await new Promise((resolve) => setTimeout(resolve, 200));
}

async function frames(): Promise<{ all: number; shared: number; lags: number; lag: number }> {
  const names = ["event_frames_total", "event_frames_shared_total"];
  const [all, shared, lags, lag] = await Promise.all(
    [...names, "feed_lag_seconds_count", "feed_lag_seconds_sum"].map((name) =>
      served.metric(`graphql_${name}`),
    ),
  );
  return { all: all!, shared: shared!, lags: lags!, lag: lag! };
}

const refsOf = (told: readonly Told[]) =>
  told.map(({ data }) => /"ref":"([^"]+)"/.exec(JSON.stringify(data))?.[1]);

test("administrators are told the same, from one execution; the metrics count it", async () => {
  const before = await frames();
  const told = await Promise.all(
    Array.from({ length: 10 }, (_, n) => follow(admin(`admin-${n}`), SETTLEMENTS)),
  );
  await running(10);
  const statements = await statementsOf(served.app.database, async () => {
    await settle("a-1");
    await expect.poll(() => told.every((one) => one.length === 1), WAIT).toBe(true);
  });
  for (const one of told) expect(one).toEqual(told[0]);
  expect(refsOf(told[0]!)).toEqual(["a-1"]);
  // A client may have it before the server counts it.
  await expect.poll(async () => (await frames()).all - before.all, WAIT).toBe(10);
  const after = await frames();
  expect(after.shared - before.shared).toBe(9);
  expect(after.lags - before.lags).toBe(10);
  expect(after.lag - before.lag).toBeGreaterThan(0);
  // The event holds its sale, so nothing is read for the nested fields.
  const reads = statements.filter((one) => /from settlement s join ledger_transaction/.test(one));
  expect(reads).toHaveLength(1);
});

test("a replay counts as frames, and not as lag", async () => {
  await settle("r-1");
  const before = await frames();
  const told = await follow(admin("late"), SETTLEMENTS, { after: START });
  await expect.poll(() => refsOf(told).at(-1), WAIT).toBe("r-1");
  await expect.poll(async () => (await frames()).all - before.all, WAIT).toBe(told.length);
  expect((await frames()).lags).toBe(before.lags);
});

test("a distributor shares with its own tokens, and never with another distributor", async () => {
  const before = await frames();
  const [e1, e2, d] = await Promise.all([
    follow(as("E", "phone"), EARNINGS),
    follow(as("E", "desk"), EARNINGS),
    follow(as("D"), EARNINGS),
  ]);
  await running(3);
  await settle("d-1", "d-2");
  await expect.poll(() => [e1, e2, d].map((one) => one.length), WAIT).toEqual([2, 2, 2]);
  expect(e2).toEqual(e1);
  for (const [told, code] of [
    [e1, "E"],
    [d, "D"],
  ] as const) {
    expect(refsOf(told)).toEqual(["d-1", "d-2"]);
    for (const one of told) {
      const { earningPosted } = one.data as {
        earningPosted: {
          distributor: { code: string };
          settlement: { shares: { recipient: { code: string } }[] };
        };
      };
      expect(earningPosted.distributor.code).toBe(code);
      const seen = earningPosted.settlement.shares.map(({ recipient }) => recipient.code);
      expect(new Set(seen)).toEqual(new Set([code]));
    }
  }
  await expect.poll(async () => (await frames()).all - before.all, WAIT).toBe(6);
  expect((await frames()).shared - before.shared).toBe(2);
});

test("what one role may not see is refused to it alone", async () => {
  const [all, own] = await Promise.all([
    follow(admin("a"), SETTLEMENTS),
    follow({ role: "SUPPLIER", supplier: "S001" }, SETTLEMENTS),
  ]);
  await running(2);
  await settle("s-1");
  await expect.poll(() => [all.length, own.length], WAIT).toEqual([1, 1]);
  expect(all[0]!.errors).toBeUndefined();
  expect(all[0]!.data).toMatchObject({ settlementPosted: { settlement: { margin: {} } } });
  expect(own[0]).toMatchObject({
    data: { settlementPosted: { settlement: { ref: "s-1", gross: null, margin: null } } },
    errors: [{ extensions: { code: "FORBIDDEN" } }, { extensions: { code: "FORBIDDEN" } }],
  });
});

test("a page of events costs as many statements as one event, whoever follows", async () => {
  const query = `subscription { earningPosted {
    distributor { name balance { available { amount } } } settlement { ref product { name } } } }`;
  const reads = async (count: number, followers: readonly Claims[]) => {
    const refs = Array.from({ length: count }, (_, n) => `p-${count}-${followers.length}-${n}`);
    const told = await Promise.all(followers.map((one) => follow(one, query)));
    await running(told.length);
    const statements = await statementsOf(served.app.database, async () => {
      await settle(...refs);
      await expect.poll(() => told.every((one) => one.length === count), WAIT).toBe(true);
    });
    for (const one of told) expect(refsOf(one)).toEqual(refs);
    for (const client of clients.splice(0)) await client.dispose();
    await running(0);
    return statements.filter((one) => /from product /.test(one)).length;
  };
  const lane = await reads(1, []);
  const ofEvents = async (count: number, followers: readonly Claims[]) =>
    (await reads(count, followers)) - lane;
  expect(await ofEvents(1, [as("E")])).toBe(1);
  expect(await ofEvents(1, [as("E"), as("D"), as("C")])).toBe(1);
  expect(await ofEvents(30, [as("E"), as("D"), as("C")])).toBe(1);
});

test("who subscribes later is told what is true then", async () => {
  const query = `subscription ($after: Cursor) { earningPosted(after: $after) { distributor { name } settlement { ref } } }`;
  const pool = await served.app.database.pool();
  const rename = (name: string) =>
    pool.query(`update "${network.schema}".distributor set name = $1 where code = 'E'`, [name]);
  await settle("l-1");
  await rename("before");
  const early = await follow(as("E"), query, { after: START });
  await expect.poll(() => refsOf(early).at(-1), WAIT).toBe("l-1");
  await rename("after");
  const late = await follow(as("E"), query, { after: START });
  await expect.poll(() => refsOf(late).at(-1), WAIT).toBe("l-1");
  expect(late.length).toBe(early.length);
  expect(JSON.stringify(early)).not.toContain("after");
  expect(JSON.stringify(late)).not.toContain("before");
});

test("the metrics explain themselves", async () => {
  const text = await (await fetch(`${served.server.url}/metrics`)).text();
  for (const line of [
    "# HELP graphql_event_frames_total Events that were written to WebSockets.",
    "# HELP graphql_event_frames_shared_total Events that were written to WebSockets with a payload that was executed for another subscriber.",
    "# HELP graphql_feed_lag_seconds Time from the commit of an event to writing it to a WebSocket, in seconds; without replayed events.",
    "# TYPE graphql_feed_lag_seconds histogram",
    "# HELP graphql_subscribers Running subscriptions.",
  ]) {
    expect(text.split("\n")).toContain(line);
  }
});
