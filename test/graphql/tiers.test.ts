// Tiers over time through the API: closing months, setting tiers, each one's history, and the next tier.
import { parse } from "graphql";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import { setTier } from "../../src/commission/tiers/store/set-tier.ts";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api, distributor } from "../support/api.ts";
import {
  DistributorSetTierDocument,
  DistributorTiersDocument,
  EventsDocument,
  NodeDocument,
  TierChangedDocument,
  WindowCloseDocument,
  WindowClosesDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, LADDER, LINE, order, PLAN } from "../support/sample.ts";

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

// Long ago, so that the months are over whenever these tests run. C is GOLD, all others the lowest.
const BEGIN = "2020-01-01T00:00:00+08:00";
const TIERS = [
  { code: "AGENT" },
  { code: "GOLD", teamVolume: "100.00" },
  { code: "CORE", personalVolume: "50.00", teamVolume: "200.00" },
];

async function open(ladder: object = {}): Promise<void> {
  api = new Api(database, await createTestNetwork(database));
  const distributors = LINE.map((row) => ({
    ...row,
    tier: row.code === "C" ? "GOLD" : "",
    joined_at: BEGIN,
  }));
  const downgrade = { policy: "ONE_STEP" };
  await fillNetwork(api.network, {
    ladder: { ...LADDER, effectiveFrom: BEGIN, tiers: TIERS, downgrade, ...ladder },
    plan: { ...PLAN, effectiveFrom: BEGIN },
    distributors,
  });
}

beforeEach(() => open());
afterEach(() => api.close());

const until = "2999-12-31";

function sell(ref: string, day: string, yuan: number) {
  const occurredAt = `${day}T12:00:00+08:00`;
  return api.lanes.of(api.network).submit([order(ref, { occurredAt, unitPrice: `${yuan}` })]);
}

function close(month: string, asker = ADMIN) {
  return api.data(asker, WindowCloseDocument, { input: { month } });
}

function set(code: string, tier: string, reason = "contract") {
  return api.data(ADMIN, DistributorSetTierDocument, { input: { code, tier, reason, until } });
}

async function tiersOf(code: string, page: object = { last: 10 }, asker = ADMIN) {
  return (await api.data(asker, DistributorTiersDocument, { code, ...page })).distributor!;
}

describe("windowClose", () => {
  it("gives the close with whom it downgraded, and the same when it is asked again", async () => {
    const { windowClose } = await close("2020-01", { role: "FINANCE" });
    expect(windowClose).toMatchObject({
      userErrors: [],
      windowClose: {
        month: "2020-01",
        downgraded: 1,
        occurredAt: "2020-01-31T16:00:00.000Z",
        ladder: { version: 1 },
        downgrades: {
          nodes: [{ distributor: { code: "C" }, from: "GOLD", to: "AGENT", cause: "WINDOW_CLOSE" }],
        },
      },
    });
    expect((await close("2020-01")).windowClose).toEqual(windowClose);
    const { id } = windowClose.windowClose!;
    expect(await api.data(ADMIN, NodeDocument, { id })).toEqual({
      node: { __typename: "WindowClose", id },
    });
    expect(await api.data(distributor("C"), NodeDocument, { id })).toEqual({ node: null });
  });

  it("names the field and the cause of what it refuses", async () => {
    await close("2020-01");
    const { windowClose } = await close("2020-03");
    expect(windowClose).toEqual({
      windowClose: null,
      userErrors: [
        {
          field: "month",
          message:
            "month: 2020-03 cannot be closed before earlier months; the next month to close is 2020-02",
          code: "INVALID",
        },
      ],
    });
  });

  it("windowCloses has them by month, by pages", async () => {
    for (const month of ["2020-01", "2020-02", "2020-03"]) await close(month);
    const { windowCloses: first } = await api.data(ADMIN, WindowClosesDocument, { first: 2 });
    expect(first.edges.map(({ node }) => node.month)).toEqual(["2020-01", "2020-02"]);
    const after = first.edges[1]!.cursor;
    const { windowCloses: rest } = await api.data(ADMIN, WindowClosesDocument, { first: 2, after });
    expect(rest.edges.map(({ node }) => node.month)).toEqual(["2020-03"]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });
});

describe("distributorSetTier", () => {
  it("gives the distributor with its tier and floor", async () => {
    expect((await set("E", "CORE")).distributorSetTier).toEqual({
      distributor: {
        code: "E",
        tier: "CORE",
        tierFloor: { tier: "CORE", until, reason: "contract" },
      },
      userErrors: [],
    });
    expect((await tiersOf("C")).tierFloor).toBe(null);
  });

  it("a floor is shown until the first close after its last day", async () => {
    const asked = { code: "C", tier: "GOLD", reason: "contract", until: "2020-02-01" };
    await setTier(api.network, asked, Date.parse("2020-01-05T00:00:00Z"));
    await close("2020-01");
    expect((await tiersOf("C")).tierFloor).toEqual({
      tier: "GOLD",
      until: "2020-02-01",
      reason: "contract",
    });
    await close("2020-02");
    expect(await tiersOf("C")).toMatchObject({ tierFloor: null, tier: "AGENT" });
  });

  it.each([
    ["code", "NOT_FOUND", { code: "nobody" }],
    ["tier", "INVALID", { tier: "PLATINUM" }],
    ["reason", "INVALID", { reason: "" }],
    ["until", "INVALID", { until: "2020-01-01" }],
  ])("tells that %s is %s", async (field, code, wrong) => {
    const input = { code: "E", tier: "GOLD", reason: "contract", until, ...wrong };
    const { distributorSetTier } = await api.data(ADMIN, DistributorSetTierDocument, { input });
    expect(distributorSetTier).toMatchObject({ distributor: null, userErrors: [{ field, code }] });
  });
});

describe("tierHistory", () => {
  it("has each change with its cause, in the order of the stream, by pages from both ends", async () => {
    await set("E", "CORE", "promotion");
    await set("E", "AGENT");
    await sell("up", "2020-02-10", 120);
    await close("2020-01");
    await close("2020-02");
    await close("2020-03");
    const { tierHistory } = await tiersOf("C");
    expect(tierHistory!.edges.map(({ node }) => node)).toMatchObject([
      { from: "GOLD", to: "AGENT", cause: "WINDOW_CLOSE", month: "2020-01", settlement: null },
    ]);
    const all = (await tiersOf("E")).tierHistory!.edges;
    const steps = all.map(
      ({ node: { from, to, cause, reason, month, settlement, occurredAt } }) => [
        `${from} ${to}`,
        cause,
        reason ?? month ?? settlement?.ref,
        occurredAt < "2020-05" ? occurredAt : "now",
      ],
    );
    expect(steps).toEqual([
      ["AGENT CORE", "MANUAL", "promotion", "now"],
      ["CORE AGENT", "MANUAL", "contract", "now"],
      ["AGENT GOLD", "ORDER", "up", "2020-02-10T04:00:00.000Z"],
      ["GOLD AGENT", "WINDOW_CLOSE", "2020-03", "2020-03-31T16:00:00.000Z"],
    ]);
    const newest = (await tiersOf("E", { last: 1 })).tierHistory!;
    expect(newest.edges).toEqual(all.slice(3));
    expect(newest.pageInfo.hasPreviousPage).toBe(true);
    const second = (await tiersOf("E", { first: 2, after: all[0]!.cursor })).tierHistory!;
    expect(second.edges).toEqual(all.slice(1, 3));
  });

  it("is open to the team's head, with the orders in which it had a part", async () => {
    await sell("up", "2020-02-10", 120);
    const seen = await tiersOf("E", { last: 1 }, distributor("A"));
    expect(seen.tierHistory!.edges[0]!.node).toMatchObject({ cause: "ORDER", settlement: null });
    expect(seen.nextTier).not.toBe(null);
    const own = await tiersOf("E", { last: 1 }, distributor("E"));
    expect(own.tierHistory!.edges[0]!.node.settlement).toEqual({ ref: "up" });
    const { data, codes } = await api.codes(distributor("E"), DistributorTiersDocument, {
      code: "D",
      last: 1,
    });
    expect(codes).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    expect(data!.distributor).toMatchObject({ tierHistory: null, tierFloor: null, nextTier: null });
  });
});

describe("nextTier", () => {
  const sellNow = (yuan: string) => {
    const occurredAt = new Date().toISOString();
    return api.lanes
      .of(api.network)
      .submit([order(`now-${yuan}`, { occurredAt, unitPrice: yuan })]);
  };

  it("says what is needed, reached and missing until the month ends", async () => {
    await sell("old", "2020-01-10", 99);
    await sellNow("60.50");
    const { nextTier } = await tiersOf("E");
    expect(nextTier).toMatchObject({
      tier: { code: "GOLD", rank: 1 },
      personalVolume: null,
      teamVolume: {
        needed: { amount: "100.00" },
        reached: { amount: "60.50" },
        missing: { amount: "39.50" },
      },
    });
    const { zone } = api.network.settings;
    const end = Date.parse(nextTier!.until!);
    expect(zone.month(end - 1)).toBe(zone.month(Date.now()));
    expect(zone.day(end)).toMatch(/-01$/);
    expect(zone.month(end)).not.toBe(zone.month(end - 1));
    await sellNow("40");
    expect((await tiersOf("E")).nextTier).toMatchObject({
      tier: { code: "CORE" },
      personalVolume: { reached: { amount: "100.50" }, missing: { amount: "0.00" } },
      teamVolume: { needed: { amount: "200.00" }, missing: { amount: "99.50" } },
    });
    await sellNow("100");
    expect(await tiersOf("E")).toMatchObject({ tier: "CORE", nextTier: null });
  });

  it("counts all volumes ever, without an end, where the ladder counts over a LIFETIME", async () => {
    await api.close();
    await open({ window: "LIFETIME" });
    await sell("old", "2020-01-10", 60);
    expect((await tiersOf("E")).nextTier).toMatchObject({
      until: null,
      teamVolume: { reached: { amount: "60.00" }, missing: { amount: "40.00" } },
    });
  });
});

describe("tierChanged", () => {
  test("a downgrade is told to whom it concerns and to those above: replayed, and live", async () => {
    const seen = api.subscribe(distributor("A"), TierChangedDocument, {});
    const first = seen.next();
    await expect.poll(() => api.feeds.subscribers, { timeout: 20_000 }).toBe(1);
    await close("2020-01");
    const live = (await first).value!.data!.tierChanged;
    expect(live).toMatchObject({
      occurredAt: "2020-01-31T16:00:00.000Z",
      distributor: { code: "C", tier: "AGENT" },
      from: "GOLD",
      to: "AGENT",
      cause: "WINDOW_CLOSE",
      month: "2020-01",
      reason: null,
      settlement: null,
    });
    const second = seen.next();
    await set("C", "CORE", "promotion");
    expect((await second).value!.data!.tierChanged).toMatchObject({
      cause: "MANUAL",
      reason: "promotion",
      month: null,
      settlement: null,
    });
    await seen.return();
    const again = api.subscribe(distributor("C"), TierChangedDocument, { after: live.cursor });
    expect((await again.next()).value!.data!.tierChanged).toMatchObject({ cause: "MANUAL" });
    await again.return();
    // Neither D, below it, nor a supplier hears of it.
    for (const asker of [distributor("D"), { role: "SUPPLIER", supplier: "S001" } as const]) {
      expect((await api.data(asker, EventsDocument, { first: 10 })).events.edges).toEqual([]);
    }
  });

  test("an order's upgrade names the order, and no month", async () => {
    await sell("up", "2020-02-10", 120);
    const { events } = await api.data(ADMIN, EventsDocument, {
      first: 10,
      kinds: ["TIER_CHANGED"],
    });
    expect(events.edges[0]!.node).toMatchObject({ cause: "ORDER", month: null, reason: null });
  });

  test("the loss that a refund brings has no settlement of its own", async () => {
    await sell("up", "2020-02-10", 10);
    const refund = { ref: "back", orderRef: "up", quantity: "1", occurredAt: BEGIN };
    await api.lanes.of(api.network).submit([parseRefund(refund)]);
    const page = parse(`{ events(first: 100, kinds: [EARNING_POSTED]) {
      nodes { occurredAt settlement { ref } } } }`);
    const { data, errors } = await api.run<Earnings, object>(ADMIN, page, {});
    expect(errors).toEqual([]);
    const told = data!.events.nodes.map(({ settlement }) => settlement?.ref ?? null);
    expect(new Set(told)).toEqual(new Set(["up", null]));
  });
});

interface Earnings {
  readonly events: { readonly nodes: readonly { readonly settlement: { ref: string } | null }[] };
}
