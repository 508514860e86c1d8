// The feed: replay and live without a gap, each event once and in order, and to those who may see it.
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import {
  cursorOf,
  EVENT_KINDS,
  type FeedEvent,
  parseCursor,
  type Scope,
  sees,
} from "../../../src/platform/feed/event.ts";
import type { Feed } from "../../../src/platform/feed/feed.ts";
import { Feeds } from "../../../src/platform/feed/feeds.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, LADDER, order } from "../../support/sample.ts";

let database: Database;
let feeds: Feeds;
beforeAll(async () => {
  database = await openTestDatabase();
  feeds = new Feeds(database);
});
afterAll(async () => {
  await feeds.close();
  await database.close();
});

const ALL: Scope = { all: true };
const tiers = [
  { code: "AGENT" },
  { code: "GOLD", teamVolume: "55.00" },
  { code: "CORE", teamVolume: "95.00" },
];

async function setUp(): Promise<{ network: Network; feed: Feed; lane: Lane }> {
  const network = await createTestNetwork(database);
  await fillNetwork(network, { ladder: { ...LADDER, tiers } });
  return { network, feed: feeds.of(network), lane: new Lane(network) };
}

/** Takes events until `enough` says so; fails the test by its timeout if they never come. */
async function take(
  events: AsyncIterable<FeedEvent>,
  enough: (taken: readonly FeedEvent[]) => boolean,
): Promise<FeedEvent[]> {
  const taken: FeedEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (enough(taken)) break;
  }
  return taken;
}

const settled = (n: number) => (taken: readonly FeedEvent[]) =>
  taken.filter((event) => event.kind === "SETTLEMENT_POSTED").length === n;

describe("the feed", () => {
  it("tells a settlement, its earnings and its tier changes, in this order", async () => {
    const { feed, lane } = await setUp();
    await lane.submit([order("a", { quantity: "6" })]);
    const events = await feed.read({ kinds: EVENT_KINDS, scope: ALL }, 100);
    expect(events.map((one) => [one.kind, one.seq, one.ref])).toEqual([
      ["SETTLEMENT_POSTED", 5, "a"],
      ["EARNING_POSTED", 5, "a"],
      ["EARNING_POSTED", 5, "a"],
      ["EARNING_POSTED", 5, "a"],
      ...Array(5).fill(["TIER_CHANGED", 5, "a"]),
    ]);
    expect(events[1]).toMatchObject({ distributorId: 5, amountMinor: 360n, balanceMinor: 360n });
    expect(events[4]).toMatchObject({
      distributorId: 5,
      from: "AGENT",
      to: "GOLD",
      upline: [4, 3, 2, 1],
    });
  });

  it("without a cursor begins now, and wakes for what any process commits", async () => {
    const { feed, lane } = await setUp();
    await lane.submit([order("before")]);
    const subscription = feed.subscribe({ kinds: ["SETTLEMENT_POSTED"], scope: ALL });
    const first = subscription.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await lane.submit([order("after")]);
    expect((await first).value).toMatchObject({ ref: "after" });
    await subscription.return();
  });

  it("from any cursor gives exactly what follows it, replayed or live", async () => {
    const { feed, lane } = await setUp();
    await lane.submit(Array.from({ length: 30 }, (_, n) => order(`o${n}`)));
    const every = await feed.read({ kinds: EVENT_KINDS, scope: ALL }, 10_000);
    await fc.assert(
      fc.asyncProperty(fc.nat(every.length - 1), async (at) => {
        const options = { kinds: EVENT_KINDS, scope: ALL, after: every[at]!.cursor };
        const rest = every.slice(at + 1);
        expect(await feed.read(options, 10_000)).toEqual(rest);
        if (rest.length === 0) return;
        const live = await take(feed.subscribe(options), (taken) => taken.length === rest.length);
        expect(live).toEqual(rest);
      }),
      { numRuns: 30 },
    );
    expect(feed.subscribers).toBe(0);
  });

  it("loses nothing to a subscriber that is cut off again and again while orders pour in", async () => {
    const { feed, lane } = await setUp();
    const orders = 300;
    const pouring = (async () => {
      for (let n = 0; n < orders; n += 10) {
        await lane.submit(Array.from({ length: 10 }, (_, k) => order(`p${n + k}`)));
      }
    })();
    const seen: FeedEvent[] = [];
    let after = cursorOf({ seq: 0, n: 0 });
    while (!settled(orders)(seen)) {
      const patience = 1 + (seen.length % 37);
      const left = await take(
        feed.subscribe({
          kinds: EVENT_KINDS,
          scope: ALL,
          after,
        }),
        (taken) => taken.length === patience || settled(orders)([...seen, ...taken]),
      );
      seen.push(...left);
      after = seen.at(-1)!.cursor;
    }
    await pouring;
    const whole = await feed.read({ kinds: EVENT_KINDS, scope: ALL }, 100_000);
    expect(seen).toEqual(whole.slice(0, seen.length));
  });

  it("gives a scope the same whether it reads by its own index or with all others", async () => {
    const { network, feed, lane } = await setUp();
    const sellers = ["E", "D", "C", "A"];
    await lane.submit(
      Array.from({ length: 1_500 }, (_, n) =>
        order(`s${n}`, {
          seller: sellers[n % 4]!,
          product: n % 3 === 0 ? "CARD-50" : "QB-10",
          unitPrice: "50.00",
        }),
      ),
    );
    const whole = await feed.read({ kinds: EVENT_KINDS, scope: ALL }, 100_000);
    const ids = await network.read(async (tx) => {
      const { rows } = await sql<{ id: number }>`select id from distributor order by id`.execute(
        tx.db,
      );
      return rows.map((row) => row.id);
    });
    const scopes: Scope[] = [
      ...ids.map((distributorId) => ({ distributorId })),
      { supplierId: 1 },
      { supplierId: 2 },
    ];
    for (const scope of scopes) {
      const own = await feed.read({ kinds: EVENT_KINDS, scope }, 100_000);
      expect(own).toEqual(whole.filter((event) => sees(scope, event)));
      expect(own.length).toBeGreaterThan(0);
    }
  });

  it("shows a distributor its own earnings and its team's tiers, a supplier its own sales", async () => {
    const { feed, lane } = await setUp();
    await lane.submit([
      order("a", { quantity: "10" }),
      order("b", { product: "CARD-50", unitPrice: "50.00" }),
    ]);
    const told = async (scope: Scope) =>
      (await feed.read({ kinds: EVENT_KINDS, scope }, 1_000)).map((event) =>
        "distributorId" in event
          ? `${event.kind} ${event.distributorId}`
          : `${event.kind} ${event.ref}`,
      );
    expect(await told({ distributorId: 4 })).toEqual([
      "EARNING_POSTED 4",
      "TIER_CHANGED 5",
      "TIER_CHANGED 4",
      "EARNING_POSTED 4",
    ]);
    expect(await told({ supplierId: 2 })).toEqual(["SETTLEMENT_POSTED b"]);
  });

  it("ends at once when it is left, also while it waits, and keeps nothing", async () => {
    const { feed } = await setUp();
    const subscription = feed.subscribe({ kinds: EVENT_KINDS, scope: ALL });
    const waiting = subscription.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await subscription.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await subscription.next()).toEqual({ value: undefined, done: true });
    expect(feed.subscribers).toBe(0);
  });

  it.each(["", "x", "ZTotMTow", Buffer.from("e:1").toString("base64url"), "💣"])(
    "refuses the cursor %j",
    (cursor) => {
      expect(() => parseCursor(cursor)).toThrow(/is not a cursor/);
    },
  );
});
