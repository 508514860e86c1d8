// The scope of each role: which distributors, orders and goods, and which parts of them.
import { type DocumentNode, parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import type { Viewer } from "../../src/platform/graphql/context.ts";
import { Api, distributor, supplier } from "../support/api.ts";
import {
  DistributorsDocument,
  EventsDocument,
  IsInTeamDocument,
  NodeDocument,
  OrderDocument,
  OrdersDocument,
  ProductsDocument,
  SettlementDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, LADDER, LINE, order } from "../support/sample.ts";

// A ─ B ─ C ─ D ─ E ─ F, and X beside B. C is the one who asks.
const C = distributor("C");
const S001 = supplier("S001");
const AUDITOR: Partial<Viewer> = { role: "AUDITOR" };

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  const tiers = [{ code: "AGENT" }, { code: "GOLD", teamVolume: "1000.00" }, { code: "CORE" }];
  await fillNetwork(api.network, {
    ladder: { ...LADDER, tiers },
    distributors: [...LINE, { code: "F", parent: "E" }, { code: "X", parent: "A" }],
  });
  await api.lanes.of(api.network).submit([
    order("by-e", { buyer: "buyer-of-e" }),
    order("by-c", { seller: "C", buyer: "buyer-of-c" }),
    order("by-x", { seller: "X" }),
    order("card", { seller: "X", product: "CARD-50", unitPrice: "50" }),
    // Too far below for C to have a share, and the teams of all above it cross the line.
    order("crossing", { seller: "F", unitPrice: "1000" }),
  ]);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

/** Asks for one field of a thing: its value, or the code of the error that stands in its place. */
async function field(asker: Partial<Viewer>, thing: string, part: string): Promise<unknown> {
  const document: DocumentNode = parse(`{ thing: ${thing} { part: ${part} } }`);
  const { data, errors } = await api.run<Thing, object>(asker, document, {});
  if (errors.length > 0) return errors[0]!.extensions?.code;
  return data!.thing === null ? null : data!.thing.part;
}

interface Thing {
  readonly thing: { readonly part: unknown } | null;
}

const OPEN = ["code", "name", "tier", "parent { code }", "upline { code }"];
const OF_TEAM = [
  "children(first: 1) { edges { cursor } }",
  "downline(first: 1) { edges { cursor } }",
  "team { size }",
  "volumes { team { amount } }",
];
const OF_SELF = ["balance { available { amount } }", "earnings(first: 1) { edges { cursor } }"];

test.each([
  { code: "C", sees: [...OPEN, ...OF_TEAM, ...OF_SELF], not: [] },
  { code: "E", sees: [...OPEN, ...OF_TEAM], not: OF_SELF },
  { code: "B", sees: OPEN, not: [...OF_TEAM, ...OF_SELF] },
])("of $code a distributor sees its due", async ({ code, sees, not }) => {
  for (const part of sees) {
    const seen = await field(C, `distributor(code: "${code}")`, part);
    expect([part, seen]).not.toEqual([part, "FORBIDDEN"]);
    expect([part, seen]).not.toEqual([part, null]);
  }
  for (const part of not) {
    expect([part, await field(C, `distributor(code: "${code}")`, part)]).toEqual([
      part,
      "FORBIDDEN",
    ]);
  }
});

test("another line is not there for a distributor, by code and by id", async () => {
  expect(await field(C, 'distributor(code: "X")', "code")).toBeNull();
  const id = (await field(AUDITOR, 'distributor(code: "X")', "id")) as string;
  expect((await api.data(C, NodeDocument, { id })).node).toBeNull();
  expect((await api.data(AUDITOR, NodeDocument, { id })).node).toEqual({
    __typename: "Distributor",
    id,
  });
  const asked = await api.codes(C, IsInTeamDocument, { code: "E", of: "X" });
  expect(asked.codes).toEqual(["NOT_FOUND"]);
  expect((await api.data(C, IsInTeamDocument, { code: "E", of: "B" })).distributor!.isInTeam).toBe(
    true,
  );
});

test("a distributor lists itself and its team", async () => {
  const { distributors } = await api.data(C, DistributorsDocument, { first: 100 });
  expect(distributors.edges.map(({ node }) => node.code)).toEqual(["C", "D", "E", "F"]);
  const one = await api.data(C, DistributorsDocument, { first: 1 });
  const after = one.distributors.pageInfo.endCursor ?? null;
  const rest = await api.data(C, DistributorsDocument, { first: 100, after });
  expect(rest.distributors.edges.map(({ node }) => node.code)).toEqual(["D", "E", "F"]);
});

test("a cursor from above does not lead out of one's own line", async () => {
  const all = await api.data(AUDITOR, DistributorsDocument, { first: 1 });
  const after = all.distributors.pageInfo.endCursor ?? null;
  const { distributors } = await api.data(C, DistributorsDocument, { first: 100, after });
  expect(distributors.edges.map(({ node }) => node.code)).toEqual(["C", "D", "E", "F"]);
});

test("orders: what a distributor sold, what a supplier supplied, and everything", async () => {
  const refs = async (asker: Partial<Viewer>, seller: string | null = null) => {
    const { orders } = await api.data(asker, OrdersDocument, { first: 100, seller });
    return orders.edges.map(({ node }) => node.ref);
  };
  expect(await refs(C)).toEqual(["by-c"]);
  expect(await refs(C, "C")).toEqual(["by-c"]);
  expect(await refs(C, "E")).toEqual([]);
  expect(await refs(S001)).toEqual(["by-e", "by-c", "by-x", "crossing"]);
  expect(await refs(S001, "E")).toEqual([]);
  expect(await refs(AUDITOR)).toEqual(["by-e", "by-c", "by-x", "card", "crossing"]);
  expect(await refs(AUDITOR, "X")).toEqual(["by-x", "card"]);
});

const SALE = (ref: string) => `settlement(ref: "${ref}")`;
const MONEY = "{ amount }";
const OF_STAFF = [
  `margin ${MONEY}`,
  `platform ${MONEY}`,
  "postings { account }",
  "transaction { seq }",
];
const OF_DISTRIBUTORS = [
  "seller { code }",
  `unitPrice ${MONEY}`,
  `gross ${MONEY}`,
  `channelFee ${MONEY}`,
  "payment",
  "plan { name }",
  "ladderVersion",
  "shares { amount { amount } }",
  "tierChanges { to }",
];
const OF_SUPPLIERS = [`supplyPrice ${MONEY}`, `cost ${MONEY}`, "supplier { code }"];
const OF_ALL = [
  "ref",
  "seq",
  "occurredAt",
  "recordedAt",
  "accountingDate",
  "quantity",
  "product { code }",
];

test.each([
  { who: "an auditor", asker: AUDITOR, not: [] as string[] },
  { who: "a distributor", asker: C, not: [...OF_STAFF, ...OF_SUPPLIERS] },
  { who: "a supplier", asker: S001, not: [...OF_STAFF, ...OF_DISTRIBUTORS, "buyer"] },
])("of a settlement $who sees its due", async ({ asker, not }) => {
  for (const part of [...OF_ALL, ...OF_STAFF, ...OF_DISTRIBUTORS, ...OF_SUPPLIERS]) {
    const seen = await field(asker, SALE("by-c"), part);
    if (not.includes(part)) expect([part, seen]).toEqual([part, "FORBIDDEN"]);
    else {
      expect([part, seen]).not.toEqual([part, "FORBIDDEN"]);
      expect([part, seen]).not.toEqual([part, null]);
    }
  }
});

test("a share's basis, a plan's document and a product's supply price are not a distributor's", async () => {
  expect(await field(C, SALE("by-c"), "shares { basis { amount } }")).toBe("FORBIDDEN");
  expect(await field(C, "plan(version: 1)", "document")).toBe("FORBIDDEN");
  expect(await field(C, 'product(code: "QB-10")', "supplyPrice { amount }")).toBe("FORBIDDEN");
  expect(await field(C, 'product(code: "QB-10")', "supplier { code }")).toBe("FORBIDDEN");
  expect(await field(AUDITOR, "plan(version: 1)", "document")).toMatchObject({ name: "standard" });
});

test("of an order below it a distributor sees its own shares and not the buyer", async () => {
  const seen = await api.run(C, SettlementDocument, { ref: "by-e" });
  const shares = seen.data!.settlement!.shares!;
  expect(shares.length).toBeGreaterThan(0);
  expect(new Set(shares.map(({ recipient }) => recipient!.code))).toEqual(new Set(["C"]));
  expect(seen.data!.settlement!.buyer).toBeNull();
  expect((await api.run(C, SettlementDocument, { ref: "by-c" })).data!.settlement!.buyer).toBe(
    "buyer-of-c",
  );
  const all = await api.data(AUDITOR, SettlementDocument, { ref: "by-e" });
  expect(new Set(all.settlement!.shares!.map(({ recipient }) => recipient!.code)).size).toBe(3);
});

test("an order that is none of theirs is not there, by ref and by id", async () => {
  for (const [asker, ref] of [
    [C, "by-x"],
    [S001, "card"],
  ] as const) {
    const id = (await field(AUDITOR, `order(ref: "${ref}")`, "id")) as string;
    expect((await api.data(asker, OrderDocument, { ref })).order).toBeNull();
    expect((await api.data(asker, SettlementDocument, { ref })).settlement).toBeNull();
    expect((await api.data(asker, NodeDocument, { id })).node).toBeNull();
  }
});

test("a supplier sees itself and its own goods", async () => {
  const { products } = await api.data(S001, ProductsDocument, { first: 100 });
  expect(products.edges).toEqual([{ node: { code: "QB-10" } }]);
  expect(await field(S001, 'product(code: "CARD-50")', "code")).toBeNull();
  expect(await field(S001, 'product(code: "QB-10")', "supplyPrice { amount }")).toEqual({
    amount: "8.50",
  });
  expect(await field(S001, 'supplier(code: "S001")', "code")).toBe("S001");
  expect(await field(S001, 'supplier(code: "S002")', "code")).toBeNull();
  expect(await field(S001, 'distributor(code: "C")', "code")).toBeNull();
  for (const code of ["S002", "S001"]) {
    const id = (await field(AUDITOR, `supplier(code: "${code}")`, "id")) as string;
    expect((await api.data(S001, NodeDocument, { id })).node?.id).toBe(
      code === "S001" ? id : undefined,
    );
    expect((await api.data(C, NodeDocument, { id })).node).toBeNull();
  }
});

test("the book is the staff's, also by id", async () => {
  const document = parse("{ thing: ledgerTransactions(first: 1) { part: edges { node { id } } } }");
  const { data } = await api.run<Thing, object>(AUDITOR, document, {});
  const [{ node }] = data!.thing!.part as [{ node: { id: string } }];
  expect((await api.data(AUDITOR, NodeDocument, node)).node?.__typename).toBe("LedgerTransaction");
  expect((await api.data(C, NodeDocument, node)).node).toBeNull();
  expect((await api.data(S001, NodeDocument, node)).node).toBeNull();
});

test("events: a distributor's own earnings and its team's tiers, a supplier's sales", async () => {
  const events = async (asker: Partial<Viewer>) => {
    const answer = await api.data(asker, EventsDocument, { first: 100 });
    return answer.events.edges.map(({ node }) => node);
  };
  for (const event of await events(C)) {
    if (event.__typename === "EarningPosted") expect(event.distributor.code).toBe("C");
    else expect(event).toMatchObject({ __typename: "TierChanged" });
  }
  const changed = (await events(C)).flatMap((event) =>
    event.__typename === "TierChanged" ? event.distributor.code : [],
  );
  expect(changed.sort()).toEqual(["C", "D", "E", "F"]);
  expect((await events(S001)).map(({ __typename }) => __typename)).toEqual(
    Array.from({ length: 4 }, () => "SettlementPosted"),
  );
  const kinds = new Set((await events(AUDITOR)).map(({ __typename }) => __typename));
  expect(kinds).toEqual(new Set(["SettlementPosted", "EarningPosted", "TierChanged"]));
});

test("the order that raised a tier is not shown to who had no part in it", async () => {
  const text = "events(first: 9, kinds: [TIER_CHANGED]) { edges { node { settlement { ref } } } }";
  const orders = async (asker: Partial<Viewer>) => {
    const { data } = await api.run<Raised, object>(asker, parse(`{ ${text} }`), {});
    return new Set(data!.events.edges.map(({ node }) => node.settlement?.ref));
  };
  expect(await orders(AUDITOR)).toEqual(new Set(["crossing"]));
  expect(await orders(distributor("D"))).toEqual(new Set(["crossing"]));
  expect(await orders(C)).toEqual(new Set([undefined]));
});

interface Raised {
  readonly events: {
    readonly edges: readonly { readonly node: { readonly settlement: { ref: string } | null } }[];
  };
}

test("of the tiers that an order raised a distributor sees its own and its team's", async () => {
  const raised = async (asker: Partial<Viewer>) => {
    const part = "tierChanges { distributor { code } }";
    const changes = await field(asker, SALE("crossing"), part);
    return (changes as { distributor: { code: string } }[]).map((one) => one.distributor.code);
  };
  expect(await raised(AUDITOR)).toEqual(["F", "E", "D", "C", "B", "A"]);
  expect(await raised(distributor("D"))).toEqual(["F", "E", "D"]);
});
