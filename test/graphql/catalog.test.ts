// The catalogue through the API: goods, and the documents that are checked, published and kept.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api, distributor } from "../support/api.ts";
import {
  CompareDocument,
  LadderDocument,
  LadderPublishDocument,
  LadderWithdrawDocument,
  LedgerTransactionsDocument,
  PlanDocument,
  PlanPublishDocument,
  PlanWithdrawDocument,
  ProductDocument,
  ProductsDocument,
  PublishedDocument,
  SupplierDocument,
  SuppliersDocument,
  TierDocument,
  ValidateDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, LADDER, order, PLAN } from "../support/sample.ts";

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

async function head(): Promise<number> {
  const { ledgerTransactions } = await api.data(ADMIN, LedgerTransactionsDocument, { last: 1 });
  return ledgerTransactions.edges[0]!.node.seq;
}

test("products by code and by pages", async () => {
  const { product } = await api.data(ADMIN, ProductDocument, { code: "CARD-50" });
  expect(product).toEqual({
    id: expect.any(String),
    code: "CARD-50",
    name: "点卡 50",
    category: "game-card",
    supplyPrice: { amount: "42.50" },
    listPrice: null,
    supplier: { code: "S002" },
  });
  expect((await api.data(ADMIN, ProductDocument, { code: "none" })).product).toBeNull();
  const { products } = await api.data(ADMIN, ProductsDocument, { first: 1 });
  expect(products.edges).toEqual([{ node: { code: "CARD-50" } }]);
  const after = products.pageInfo.endCursor ?? null;
  const rest = await api.data(ADMIN, ProductsDocument, { first: 1, after });
  expect(rest.products.edges).toEqual([{ node: { code: "QB-10" } }]);
  expect(rest.products.pageInfo.hasNextPage).toBe(false);
});

test("suppliers by code and by pages, and what the platform owes them", async () => {
  await api.lanes.of(api.network).submit([order("o-1", { quantity: "3" })]);
  const { supplier } = await api.data(ADMIN, SupplierDocument, { code: "S001" });
  expect(supplier).toMatchObject({ code: "S001", payable: { amount: "25.50", asset: "CNY" } });
  expect((await api.data(ADMIN, SupplierDocument, { code: "none" })).supplier).toBeNull();
  const { suppliers } = await api.data(ADMIN, SuppliersDocument, { last: 1 });
  expect(suppliers.edges).toEqual([{ node: { code: "S002" } }]);
  expect(suppliers.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
});

test("a tier of the ladder in force", async () => {
  const { tier } = await api.data(ADMIN, TierDocument, { code: "GOLD" });
  expect(tier).toEqual({
    code: "GOLD",
    rank: 1,
    personalVolume: { amount: "5000.00" },
    teamVolume: { amount: "50000.00" },
  });
  expect((await api.data(ADMIN, TierDocument, { code: "LEAD" })).tier).toBeNull();
});

test("a document is checked without being published", async () => {
  const before = await head();
  const faulty = { ...PLAN, rules: [{ kind: "SELLER", rate: "1.2" }] };
  const { planValidate, ladderValidate } = await api.data(ADMIN, ValidateDocument, {
    plan: faulty,
    ladder: { ...LADDER, effectiveFrom: "2026-03-01T00:00:00+08:00" },
  });
  expect(planValidate).toEqual({
    valid: false,
    warnings: [],
    userErrors: [
      {
        field: "document.rules[0].rate",
        code: "INVALID",
        message: expect.stringMatching(/^rules\[0\]\.rate: "1\.2" is above 1$/),
      },
    ],
  });
  expect(ladderValidate).toEqual({ valid: true, warnings: [], userErrors: [] });
  expect(await head()).toBe(before);
});

test("a plan is published once, kept as it was, and found again", async () => {
  const document = { ...PLAN, name: "second", effectiveFrom: "2026-06-01T00:00:00+08:00" };
  const publish = async (changed = {}) => {
    const input = { document: { ...document, ...changed } };
    return (await api.data(ADMIN, PlanPublishDocument, { input })).planPublish;
  };
  const first = await publish();
  expect(first).toMatchObject({ plan: { version: 2, name: "second" }, userErrors: [] });
  expect(first.plan!.document).toMatchObject(document);
  const before = await head();
  expect(await publish()).toEqual(first);
  expect(await publish({ name: "third" })).toMatchObject({
    plan: null,
    userErrors: [{ field: "document.effectiveFrom", code: "CONFLICT" }],
  });
  expect(await publish({ rules: "none" })).toMatchObject({
    plan: null,
    userErrors: [{ field: "document.rules", code: "INVALID" }],
  });
  expect(await head()).toBe(before);
  const { plan } = await api.data(ADMIN, PlanDocument, { version: 2 });
  expect(plan).toMatchObject({ name: "second", effectiveFrom: "2026-05-31T16:00:00.000Z" });
  expect((await api.data(ADMIN, PlanDocument, { version: 9 })).plan).toBeNull();
});

test("a ladder is published once, and is in force from its time on", async () => {
  const effectiveFrom = "2999-01-01T00:00:00+08:00";
  const document = { ...LADDER, effectiveFrom, tiers: [...LADDER.tiers, { code: "LEAD" }] };
  const { ladderPublish } = await api.data(ADMIN, LadderPublishDocument, { input: { document } });
  expect(ladderPublish).toMatchObject({ ladder: { version: 2 }, userErrors: [] });
  const { ladder } = await api.data(ADMIN, LadderDocument, { version: 2 });
  expect(ladder!.tiers.map(({ code }) => code)).toEqual(["AGENT", "GOLD", "CORE", "LEAD"]);
  expect((await api.data(ADMIN, TierDocument, { code: "LEAD" })).tier).toBeNull();
  const then = await api.data(ADMIN, TierDocument, { code: "LEAD", at: effectiveFrom });
  expect(then.tier).toMatchObject({ rank: 3, personalVolume: null, teamVolume: null });
  const fewer = { ...document, effectiveFrom: "2999-02-01T00:00:00Z", tiers: [{ code: "AGENT" }] };
  const refused = await api.data(ADMIN, LadderPublishDocument, { input: { document: fewer } });
  expect(refused.ladderPublish).toMatchObject({
    ladder: null,
    userErrors: [{ field: "document.tiers", code: "INVALID" }],
  });
});

test("what has been published is listed by version", async () => {
  const { plans, ladders } = await api.data(ADMIN, PublishedDocument, { last: 1 });
  expect(plans.edges).toEqual([{ node: { version: 2, name: "second", withdrawnAt: null } }]);
  expect(ladders.edges).toEqual([{ node: { version: 2, withdrawnAt: null } }]);
  expect(plans.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
});

test("a plan that reaches too far is published with a reason, which is shown to the staff", async () => {
  const rules = [{ kind: "DIFFERENTIAL", rate: "0.1", match: { category: "none" } }];
  const document = { ...PLAN, effectiveFrom: "2026-06-02T00:00:00+08:00", rules };
  const before = await head();
  const send = async (acknowledge?: string) => {
    const input = { document, ...(acknowledge === undefined ? {} : { acknowledge }) };
    return (await api.data(ADMIN, PlanPublishDocument, { input })).planPublish;
  };
  const faults = [{ field: "document.rules[0]", code: "COMPLIANCE", message: expect.any(String) }];
  expect(await send()).toEqual({ plan: null, warnings: [], userErrors: faults });
  expect(await send(" ")).toMatchObject({ plan: null, userErrors: [{ field: "acknowledge" }] });
  const checked = { plan: document, ladder: LADDER };
  const plain = await api.data(ADMIN, ValidateDocument, checked);
  expect(plain.planValidate).toEqual({ valid: false, warnings: [], userErrors: faults });
  expect(await head()).toBe(before);
  const acknowledge = "reviewed by counsel";
  const passed = await api.data(ADMIN, ValidateDocument, { ...checked, acknowledge });
  expect(passed.planValidate).toMatchObject({ valid: true, userErrors: [] });
  const done = await send(acknowledge);
  expect(done).toMatchObject({
    plan: { reach: null, acknowledgement: acknowledge },
    warnings: [
      'rules[0].match.category: no product matches the category "none" yet; check the spelling',
    ],
    userErrors: [],
  });
  const other = [{ field: "acknowledge", code: "CONFLICT" }];
  expect(await send("another")).toMatchObject({ plan: null, userErrors: other });
  const version = done.plan!.version;
  const hidden = await api.codes(distributor("C"), PlanDocument, { version });
  expect(hidden.data!.plan).toMatchObject({ version, acknowledgement: null, document: null });
  expect(hidden.codes).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  const first = await api.data(ADMIN, PlanDocument, { version: 1 });
  expect(first.plan).toMatchObject({ reach: 2, acknowledgement: null });
});

test("drafts are told apart from what is in force when they start", async () => {
  const before = await head();
  const [, ...rules] = PLAN.rules;
  const [agent, gold, core] = LADDER.tiers;
  const tiers = [agent, { ...gold, teamVolume: "60000.00" }, core];
  const { planCompare, ladderCompare } = await api.data(ADMIN, CompareDocument, {
    plan: { ...PLAN, effectiveFrom: "2026-05-01T00:00:00Z", rules },
    ladder: { ...LADDER, tiers },
  });
  expect(planCompare).toEqual({
    version: 1,
    changes: ["rule 1 SELLER is removed"],
    userErrors: [],
  });
  expect(ladderCompare).toEqual({
    version: 1,
    changes: ["tier GOLD: team volume 50,000.00 → 60,000.00"],
    userErrors: [],
  });
  const faulty = await api.data(ADMIN, CompareDocument, {
    plan: { ...PLAN, basis: "NET" },
    ladder: { ...LADDER, effectiveFrom: "1969-01-01T00:00:00Z" },
  });
  expect(faulty).toMatchObject({
    planCompare: { version: null, changes: [], userErrors: [{ field: "document.basis" }] },
    ladderCompare: { userErrors: [{ field: "document.effectiveFrom" }] },
  });
  const first = { ...LADDER, effectiveFrom: "2025-01-01T00:00:00Z" };
  const early = await api.data(ADMIN, CompareDocument, { plan: PLAN, ladder: first });
  expect(early.planCompare).toEqual({ version: 1, changes: [], userErrors: [] });
  expect(early.ladderCompare).toEqual({ version: null, changes: [], userErrors: [] });
  expect(await head()).toBe(before);
});

test("what has not taken effect is withdrawn, listed as such, and never in force", async () => {
  const effectiveFrom = "2998-01-01T00:00:00Z";
  const reason = "a mistake";
  const plan = { document: { ...PLAN, effectiveFrom } };
  const { version } = (await api.data(ADMIN, PlanPublishDocument, { input: plan })).planPublish
    .plan!;
  const withdraw = async (input: { version: number; reason: string }) =>
    (await api.data(ADMIN, PlanWithdrawDocument, { input })).planWithdraw;
  const withdrawn = { version, withdrawnAt: expect.any(String), withdrawalReason: reason };
  expect(await withdraw({ version, reason })).toEqual({ plan: withdrawn, userErrors: [] });
  expect(await withdraw({ version, reason })).toEqual({ plan: withdrawn, userErrors: [] });
  const started = [
    { field: "version", code: "INVALID", message: expect.stringContaining("took effect at") },
  ];
  expect(await withdraw({ version: 1, reason })).toEqual({ plan: null, userErrors: started });
  expect(await withdraw({ version: 99, reason })).toMatchObject({
    userErrors: [{ code: "NOT_FOUND" }],
  });
  const ladder = {
    document: {
      ...LADDER,
      effectiveFrom,
      tiers: [...LADDER.tiers, { code: "LEAD" }, { code: "TOP" }],
    },
  };
  const { ladderPublish } = await api.data(ADMIN, LadderPublishDocument, { input: ladder });
  const top = () => api.data(ADMIN, TierDocument, { code: "TOP", at: effectiveFrom });
  expect(await top()).toMatchObject({ tier: { rank: 4 } });
  const input = { version: ladderPublish.ladder!.version, reason };
  const { ladderWithdraw } = await api.data(ADMIN, LadderWithdrawDocument, { input });
  expect(ladderWithdraw).toMatchObject({ ladder: { withdrawalReason: reason }, userErrors: [] });
  expect(await top()).toEqual({ tier: null });
  const { plans, ladders } = await api.data(ADMIN, PublishedDocument, { last: 1 });
  expect(plans.edges).toEqual([
    { node: { version, name: "standard", withdrawnAt: expect.any(String) } },
  ]);
  expect(ladders.edges).toEqual([
    { node: { version: input.version, withdrawnAt: expect.any(String) } },
  ]);
});
