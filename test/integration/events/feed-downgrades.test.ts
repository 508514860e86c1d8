// A close that downgrades more than a page of events: told whole, in order, from any cursor, to each what is its own.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { closeWindow } from "../../../src/commission/tiers/store/close-window.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import type { FeedEvent, Scope } from "../../../src/platform/feed/event.ts";
import { Feed } from "../../../src/platform/feed/feed.ts";
import { PAGE_TIER_CHANGES } from "../../../src/platform/feed/read-tier-changes.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, LADDER, order } from "../../support/sample.ts";
import { NOW, verified } from "../../support/tiered.ts";

const MANY = 2 * PAGE_TIER_CHANGES + 7;
let database: Database;
let network: Network;
let feed: Feed;

// Half of them below `first`, half of them below `second`; an order before the close, and one after it.
beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
  const joined_at = "2025-01-01T00:00:00Z";
  const heads = ["first", "second"].map((code) => ({ code, parent: "", joined_at }));
  const members = Array.from({ length: MANY }, (_, index) => {
    return { code: `m${index}`, parent: heads[index % 2]!.code, tier: "GOLD", joined_at };
  });
  const downgrade = { policy: "ONE_STEP" };
  await fillNetwork(network, {
    ladder: { ...LADDER, downgrade },
    distributors: [...heads, ...members],
  });
  const lane = new Lane(network);
  await lane.submit([order("before", { seller: "m0" })]);
  await closeWindow(network, "2026-01", NOW);
  await lane.submit([order("after", { seller: "m0" })]);
  feed = new Feed(network);
});
afterAll(() => database.close());

async function idOf(code: string): Promise<number> {
  const { rows } = await network.read((tx) =>
    sql<{ id: number }>`select id from distributor where code = ${code}`.execute(tx.db),
  );
  return rows[0]!.id;
}

const KINDS = ["SETTLEMENT_POSTED", "TIER_CHANGED"] as const;

function read(scope: Scope, after?: string): Promise<FeedEvent[]> {
  return feed.read({ kinds: KINDS, scope, after }, 10 * MANY);
}

it("tells each of them once, between the orders before and after", async () => {
  const events = await read({ all: true });
  expect(events).toHaveLength(MANY + 2);
  expect([events[0]!.ref, events.at(-1)!.ref]).toEqual(["before", "after"]);
  const changed = events.slice(1, -1);
  expect(changed.every((event) => event.kind === "TIER_CHANGED" && event.ref === "2026-01")).toBe(
    true,
  );
  const ids = changed.map((event) => ("distributorId" in event ? event.distributorId : 0));
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect(new Set(ids).size).toBe(MANY);
  expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(MANY + 2);
  expect(await verified(network)).toEqual([]);
});

it("goes on from any cursor, also in the middle of the close", async () => {
  const events = await read({ all: true });
  for (const at of [0, 1, 4_999, 5_000, 5_001, 5_002, 9_999, 10_001, MANY, MANY + 1]) {
    const rest = await read({ all: true }, events[at]!.cursor);
    expect([at, rest.length, rest[0]]).toEqual([at, MANY + 1 - at, events[at + 1]]);
  }
});

it("tells a subscriber the same, one after another", async () => {
  const events = await read({ all: true });
  const after = events[4_990]!.cursor;
  const subscription = feed.subscribe({ kinds: KINDS, scope: { all: true }, after });
  for (let at = 4_991; at < 5_020; at += 1) {
    expect((await subscription.next()).value).toEqual(events[at]);
  }
  await subscription.return();
});

it("tells a distributor its team's, and one far behind by its own index", async () => {
  const all = await read({ all: true });
  const head = await idOf("first");
  const own = all.filter((event) => event.kind === "TIER_CHANGED" && event.upline.includes(head));
  expect(own).toHaveLength(Math.ceil(MANY / 2));
  expect(await read({ distributorId: head })).toEqual(own);
  // Further than a feed shares its pages.
  const later = Array.from({ length: 1_100 }, (_, index) =>
    order(`later-${index}`, { seller: "m1" }),
  );
  await new Lane(network).submit(later);
  expect(await read({ distributorId: head })).toEqual(own);
  expect(await read({ distributorId: head }, own[5_000]!.cursor)).toEqual(own.slice(5_001));
  const one = await idOf(`m${MANY - 1}`);
  expect(await read({ distributorId: one })).toMatchObject([{ distributorId: one, to: "AGENT" }]);
});
