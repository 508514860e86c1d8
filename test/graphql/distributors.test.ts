// Distributors through the API: where they stand in the tree, what they sold, have and earned.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { setEarningsWithheld } from "../../src/network/store/withhold-earnings.ts";
import { ADMIN, Api } from "../support/api.ts";
import {
  DistributorAccountDocument,
  DistributorChildrenDocument,
  DistributorDocument,
  DistributorDownlineDocument,
  DistributorsDocument,
  DistributorVolumesDocument,
  IsInTeamDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { AT, fillNetwork, order } from "../support/sample.ts";

// a ─ b ─ d ─ f      Enrolled level by level, so that the order of the tree is not that of the ids.
//   │   └ e
//   └ c           and z, a root of its own
const TREE = [
  ["z", ""],
  ["a", ""],
  ["b", "a"],
  ["c", "a"],
  ["d", "b"],
  ["e", "b"],
  ["f", "d"],
].map(([code, parent]) => ({ code: code!, parent: parent!, joined_at: "2026-01-02T03:04:05Z" }));

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network, { distributors: TREE });
  const lane = api.lanes.of(api.network);
  await lane.submit([
    order("o-1", { seller: "f" }),
    order("o-2", { seller: "d", quantity: "2" }),
    order("o-3", { seller: "f", occurredAt: "2026-01-31T16:00:00Z" }),
    order("o-4", { seller: "c" }),
  ]);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

test("a distributor by its code", async () => {
  const { distributor } = await api.data(ADMIN, DistributorDocument, { code: "d" });
  expect(distributor).toEqual({
    id: expect.any(String),
    code: "d",
    name: "d",
    tier: "AGENT",
    status: "ACTIVE",
    joinedAt: "2026-01-02T03:04:05.000Z",
    parent: { code: "b" },
    upline: [
      { code: "b", name: "b" },
      { code: "a", name: "a" },
    ],
    team: { size: 1, depth: 1 },
  });
  expect((await api.data(ADMIN, DistributorDocument, { code: "none" })).distributor).toBeNull();
});

test("a root has no parent, and nobody may have a team of nobody", async () => {
  const { distributor: root } = await api.data(ADMIN, DistributorDocument, { code: "a" });
  expect(root).toMatchObject({ parent: null, upline: [], team: { size: 5, depth: 3 } });
  const { distributor: leaf } = await api.data(ADMIN, DistributorDocument, { code: "f" });
  expect(leaf).toMatchObject({ team: { size: 0, depth: 0 } });
});

test("the upline goes up so many levels", async () => {
  const upline = async (levels: number) => {
    const { distributor } = await api.data(ADMIN, DistributorDocument, { code: "f", levels });
    return distributor!.upline.map(({ code }) => code);
  };
  expect(await upline(1)).toEqual(["d"]);
  expect(await upline(2)).toEqual(["d", "b"]);
  expect(await upline(9)).toEqual(["d", "b", "a"]);
  const none = await api.codes(ADMIN, DistributorDocument, { code: "f", levels: 0 });
  expect(none.codes).toEqual(["INVALID"]);
});

test.each([
  ["f", "b", true],
  ["f", "a", true],
  ["b", "f", false],
  ["b", "b", false],
  ["c", "b", false],
  ["z", "a", false],
])("whether %s is in the team of %s: %s", async (code, of, expected) => {
  const { distributor } = await api.data(ADMIN, IsInTeamDocument, { code, of });
  expect(distributor!.isInTeam).toBe(expected);
});

test("the team of somebody who is not there is a fault", async () => {
  const { errors } = await api.run(ADMIN, IsInTeamDocument, { code: "f", of: "none" });
  expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND", field: "of" } }]);
});

type Pages = { first?: number; after?: string | null; last?: number; before?: string | null };

/** All codes of a list, page by page, forwards and backwards. */
async function walk(
  read: (page: Pages) => Promise<{ codes: string[]; pageInfo: Info }>,
  size: number,
): Promise<[string[], string[]]> {
  const forwards: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { codes, pageInfo } = await read({ first: size, after });
    expect(pageInfo.hasPreviousPage).toBe(after !== null);
    forwards.push(...codes);
    after = pageInfo.endCursor ?? null;
    more = pageInfo.hasNextPage;
  }
  const backwards: string[] = [];
  for (let before: string | null = null, more = true; more; ) {
    const { codes, pageInfo } = await read({ last: size, before });
    expect(pageInfo.hasNextPage).toBe(before !== null);
    backwards.unshift(...codes);
    before = pageInfo.startCursor ?? null;
    more = pageInfo.hasPreviousPage;
  }
  return [forwards, backwards];
}

interface Info {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor?: string | null;
  readonly endCursor?: string | null;
}

test.each([1, 2, 3, 7, 100])("the whole tree in its order, by pages of %i", async (size) => {
  const [forwards, backwards] = await walk(async (page) => {
    const { distributors } = await api.data(ADMIN, DistributorsDocument, page);
    const { edges, nodes, pageInfo } = distributors;
    expect(nodes.map(({ code }) => code)).toEqual(edges.map(({ node }) => node.code));
    return { codes: edges.map(({ node }) => node.code), pageInfo };
  }, size);
  expect(forwards).toEqual(["z", "a", "b", "d", "f", "e", "c"]);
  expect(backwards).toEqual(forwards);
});

test.each([1, 2, 5])("a team in its order, by pages of %i", async (size) => {
  const [forwards, backwards] = await walk(async (page) => {
    const asked = { code: "a", ...page };
    const { distributor } = await api.data(ADMIN, DistributorDownlineDocument, asked);
    const { edges, pageInfo } = distributor!.downline!;
    return { codes: edges.map(({ node }) => node.code), pageInfo };
  }, size);
  expect(forwards).toEqual(["b", "d", "f", "e", "c"]);
  expect(backwards).toEqual(forwards);
});

test("children by pages", async () => {
  const page = { code: "b", first: 1 };
  const first = (await api.data(ADMIN, DistributorChildrenDocument, page)).distributor!.children!;
  expect(first.edges).toEqual([{ node: { code: "d" } }]);
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  const after = { ...page, after: first.pageInfo.endCursor ?? null };
  const next = (await api.data(ADMIN, DistributorChildrenDocument, after)).distributor!.children!;
  expect(next.edges).toEqual([{ node: { code: "e" } }]);
  expect(next.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  // The same cursor means nothing in the list of the team.
  const { errors } = await api.run(ADMIN, DistributorDownlineDocument, after);
  expect(errors).toMatchObject([
    { path: ["distributor", "downline"], extensions: { code: "INVALID", field: "after" } },
  ]);
});

test.each<[string, Pages]>([
  ["first", {}],
  ["first", { first: 1, last: 1 }],
  ["first", { first: 0 }],
  ["first", { first: 101 }],
  ["last", { last: -1 }],
  ["after", { first: 1, after: "" }],
  ["after", { first: 1, after: "bm9uc2Vuc2U" }],
  ["before", { first: 1, before: Buffer.from('["tree",["x"]]').toString("base64url") }],
  ["before", { last: 1, before: Buffer.from('["tree",[9999999999]]').toString("base64url") }],
])("a page is refused for its %s: %o", async (field, page) => {
  const { errors } = await api.run(ADMIN, DistributorsDocument, page);
  expect(errors).toMatchObject([{ extensions: { code: "INVALID", field } }]);
});

test("volumes of a month and of all time", async () => {
  const january = { code: "b", at: "2026-01-20T00:00:00+08:00" };
  const { distributor } = await api.data(ADMIN, DistributorVolumesDocument, january);
  expect(distributor).toEqual({
    month: {
      window: "CALENDAR_MONTH",
      month: "2026-01-01",
      personal: { amount: "0.00" },
      team: { amount: "30.00" },
    },
    lifetime: {
      window: "LIFETIME",
      month: null,
      personal: { amount: "0.00" },
      team: { amount: "40.00" },
    },
  });
  // The order of 16:00 UTC on the last of January was in February where the network is.
  const february = { code: "f", at: "2026-02-01T00:00:00+08:00" };
  const own = await api.data(ADMIN, DistributorVolumesDocument, february);
  expect(own.distributor!.month!.personal).toEqual({ amount: "10.00" });
  expect(own.distributor!.lifetime!.personal).toEqual({ amount: "20.00" });
});

test("earnings by pages, and the balance that they add up to", async () => {
  const { distributor } = await api.data(ADMIN, DistributorAccountDocument, {
    code: "d",
    first: 2,
  });
  const { balance, earnings } = distributor!;
  expect(earnings!.edges.map(({ node }) => node.settlement.ref)).toEqual(["o-1", "o-2"]);
  expect(earnings!.pageInfo.hasNextPage).toBe(true);
  const after = earnings!.pageInfo.endCursor!;
  const rest = await api.data(ADMIN, DistributorAccountDocument, { code: "d", first: 2, after });
  const all = [...earnings!.edges, ...rest.distributor!.earnings!.edges].map(({ node }) => node);
  expect(all.map(({ settlement }) => settlement.ref)).toEqual(["o-1", "o-2", "o-3"]);
  let sum = 0;
  for (const earning of all) {
    sum += Number(earning.amount.amount);
    expect(Number(earning.balance.amount)).toBeCloseTo(sum, 6);
    expect(earning.amount.asset).toBe("CNY");
  }
  expect(balance).toEqual({
    available: { amount: all.at(-1)!.balance.amount, asset: "CNY" },
    pending: { amount: "0.00" },
    withheld: { amount: "0.00" },
    held: { amount: "0.00" },
    deposit: { amount: "0.00" },
  });
  // 0.90 alone for selling 3.00 of margin at 30 %.
  expect(Number(balance!.available.amount)).toBeGreaterThan(0.9);
});

test("what is withheld is shown as that, and as nothing else", async () => {
  const show = async () => {
    const asked = { code: "d", first: 1 };
    return (await api.data(ADMIN, DistributorAccountDocument, asked)).distributor!.balance!;
  };
  const before = await show();
  const set = (withheld: boolean) =>
    setEarningsWithheld(api.network, { code: "d", withheld, reason: "KYC" }, AT);
  await set(true);
  const none = { amount: "0.00" };
  expect(await show()).toMatchObject({
    ...{ available: none, pending: none, held: none, deposit: none },
    withheld: { amount: before.available.amount },
  });
  await set(false);
  expect(await show()).toEqual(before);
});

test("who has earned nothing has no earnings and a balance of nothing", async () => {
  const { distributor } = await api.data(ADMIN, DistributorAccountDocument, {
    code: "z",
    first: 1,
  });
  expect(distributor!.earnings).toEqual({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
  expect(distributor!.balance!.available.amount).toBe("0.00");
});
