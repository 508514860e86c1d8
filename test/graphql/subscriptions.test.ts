// Subscriptions through the API: replayed from a cursor, then live, each with what was true by then.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import type { Viewer } from "../../src/platform/graphql/context.ts";
import { ADMIN, type Answer, Api, distributor, supplier } from "../support/api.ts";
import {
  EarningPostedDocument,
  type EarningPostedSubscription,
  EventsDocument,
  type EventsQuery,
  type EventsQueryVariables,
  SettlementPostedDocument,
  TierChangedDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, LADDER, order } from "../support/sample.ts";

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  const tiers = [{ code: "AGENT" }, { code: "GOLD", teamVolume: "1000.00" }, { code: "CORE" }];
  await fillNetwork(api.network, { ladder: { ...LADDER, tiers } });
});

afterAll(async () => {
  await api.close();
  await database.close();
});

function settle(...orders: ReturnType<typeof order>[]) {
  return api.lanes.of(api.network).submit(orders);
}

async function take<T>(events: AsyncIterator<Answer<T>, unknown>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value } = (await events.next()) as { value: Answer<T> };
    expect(value.errors).toEqual([]);
    taken.push(value.data!);
  }
  return taken;
}

/** The cursor of the last event so far. */
async function lastCursor(asker: Partial<Viewer>): Promise<string> {
  let after: string | null = null;
  for (;;) {
    const page: EventsQueryVariables = { first: 100, after };
    const { events }: EventsQuery = await api.data(asker, EventsDocument, page);
    after = events.pageInfo.endCursor ?? after;
    if (!events.pageInfo.hasNextPage) return after!;
  }
}

test("an earning comes with what is available then, and the next one with that", async () => {
  await settle(order("e-0"));
  const asker = distributor("E");
  const after = await lastCursor(asker);
  const events = api.subscribe(asker, EarningPostedDocument, { after });
  const first = take(events, 1);
  await settle(order("e-1"));
  const [one] = await first;
  const second = take(events, 1);
  await settle(order("e-2"));
  const [two] = await second;
  const earned = (event: EarningPostedSubscription) => event.earningPosted;
  expect(earned(one!)).toMatchObject({
    occurredAt: "2026-01-15T04:00:00.000Z",
    distributor: { code: "E" },
    amount: { asset: "CNY" },
    settlement: { ref: "e-1" },
  });
  expect(earned(two!).settlement).toEqual({ ref: "e-2" });
  // What was read for one event is read again for the next.
  for (const event of [one!, two!].map(earned)) {
    expect(event.distributor.balance!.available.amount).toBe(event.balance.amount);
  }
  await events.return();
});

test("from a cursor on, what happened comes first, and then what happens", async () => {
  const asker = supplier("S001");
  const after = await lastCursor(asker);
  await settle(
    order("r-1"),
    order("r-card", { product: "CARD-50", unitPrice: "50" }),
    order("r-2"),
  );
  const events = api.subscribe(asker, SettlementPostedDocument, { after });
  const replayed = await take(events, 2);
  const live = take(events, 1);
  await settle(order("r-3"));
  const seen = [...replayed, ...(await live)].map(({ settlementPosted }) => settlementPosted);
  expect(seen.map(({ settlement }) => settlement!.ref)).toEqual(["r-1", "r-2", "r-3"]);
  expect(seen[0]!.settlement!.cost).toEqual({ amount: "8.50" });
  await events.return();
  // Any of the cursors goes on from there.
  const again = api.subscribe(asker, SettlementPostedDocument, { after: seen[0]!.cursor });
  const rest = (await take(again, 2)).map(({ settlementPosted }) => settlementPosted);
  expect(rest).toEqual(seen.slice(1));
  await again.return();
});

test("an upgrade is told to the team's head, the order too if it had a part in it", async () => {
  const after = await lastCursor(ADMIN);
  await settle(order("t-1", { unitPrice: "1000" }));
  const events = api.subscribe(distributor("C"), TierChangedDocument, { after });
  const changed = (await take(events, 3)).map(({ tierChanged }) => tierChanged);
  expect(changed.map(({ distributor: { code } }) => code)).toEqual(["E", "D", "C"]);
  for (const change of changed) {
    expect(change).toMatchObject({
      distributor: { tier: "GOLD" },
      from: "AGENT",
      to: "GOLD",
      settlement: { ref: "t-1" },
    });
  }
  await events.return();
});

test("a subscriber that leaves is forgotten, also while it waits", async () => {
  const events = api.subscribe(ADMIN, SettlementPostedDocument, { after: await lastCursor(ADMIN) });
  const waiting = events.next();
  await expect.poll(() => api.feeds.subscribers, { timeout: 20_000 }).toBe(1);
  await api.feeds.of(api.network).close();
  expect(await waiting).toEqual({ value: undefined, done: true });
  expect(api.feeds.subscribers).toBe(0);
});

test("a cursor that is none is refused when the subscription starts", async () => {
  const events = api.subscribe(ADMIN, EarningPostedDocument, { after: "nonsense" });
  const { value } = await events.next();
  expect(value).toMatchObject({
    errors: [{ extensions: { code: "INVALID", field: "after" } }],
  });
  expect(api.feeds.subscribers).toBe(0);
});

test("events by pages are those that the subscriptions tell", async () => {
  const all: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: EventsQueryVariables = { first: 3, after };
    const { events }: EventsQuery = await api.data(ADMIN, EventsDocument, page);
    expect(events.edges.map(({ cursor }) => cursor)).toEqual(
      events.edges.map(({ node }) => node.cursor),
    );
    all.push(...events.edges.map(({ cursor }) => cursor));
    more = events.pageInfo.hasNextPage;
    after = events.pageInfo.endCursor ?? null;
  }
  expect(new Set(all).size).toBe(all.length);
  const kinds = ["SETTLEMENT_POSTED"] as const;
  const some = await api.data(ADMIN, EventsDocument, { first: 100, kinds: [...kinds] });
  const settlements = some.events.edges.map(({ cursor }) => cursor);
  const after = settlements[0]!;
  const stream = api.subscribe(ADMIN, SettlementPostedDocument, { after });
  const told = await take(stream, settlements.length - 1);
  expect(told.map(({ settlementPosted }) => settlementPosted.cursor)).toEqual(settlements.slice(1));
  await stream.return();
  expect(settlements.every((cursor) => all.includes(cursor))).toBe(true);
});

test.each([0, 101, -1])("a page of %i events is refused", async (first) => {
  const { errors } = await api.run(ADMIN, EventsDocument, { first });
  expect(errors).toMatchObject([{ extensions: { code: "INVALID", field: "first" } }]);
});
