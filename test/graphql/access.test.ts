// Who may do what: every query, mutation and subscription by every role, and that a refusal changes nothing.
import { parse } from "graphql";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { publishPlan } from "../../src/commission/plans/store/published.ts";
import { publishLadder } from "../../src/commission/tiers/store/publish-ladder.ts";
import type { Database } from "../../src/database/database.ts";
import { proposeAdjustment } from "../../src/finance/adjustments/store/propose.ts";
import { approvePayout } from "../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../src/finance/payouts/store/request-payout.ts";
import type { Viewer } from "../../src/platform/graphql/context.ts";
import { migrateQueue } from "../../src/platform/jobs/queue.ts";
import { Api, distributor, supplier } from "../support/api.ts";
import { createTestNetwork, openTestDatabase, uniqueName } from "../support/network.ts";
import { AT, fillNetwork, LADDER, order, PLAN, publishProgramme } from "../support/sample.ts";

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  await migrateQueue(database);
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network);
  await publishProgramme(api.network, PROGRAMME);
  await publishProgramme(api.network, {
    ...PROGRAMME,
    code: "future",
    effectiveFrom: "2999-01-01",
  });
  const effectiveFrom = "2999-01-01T00:00:00Z";
  later = {
    plan: await publishPlan(api.network, { ...PLAN, effectiveFrom }, AT),
    ladder: await publishLadder(api.network, { ...LADDER, effectiveFrom }, AT),
  };
  // Months that are over, whenever these tests run.
  await publishLadder(api.network, { ...LADDER, effectiveFrom: "2020-01-01T00:00:00+08:00" }, 0);
  await api.lanes.of(api.network).submit([order("o-1", { quantity: "9" })]);
  for (const step of ["adjust", "dismiss"]) {
    for (const n of [1, 2, 3, 4]) {
      const of = { template: "CREDIT_DISTRIBUTOR", distributor: "B", amount: "0.01" };
      const text = { ...of, occurredAt: "2026-01-20T00:00:00Z", reason: "kind" };
      await proposeAdjustment(api.network, { idempotencyKey: `${step}-${n}`, ...text }, AT);
    }
  }
  for (const step of ["approve", "confirm", "fail", "cancel"]) {
    for (const n of [1, 2, 3, 4]) {
      const idempotencyKey = `${step}-${n}`;
      const text = { idempotencyKey, distributor: "C", amount: "0.01" };
      await requestPayout(api.network, text, AT);
      if (["confirm", "fail"].includes(step)) await approvePayout(api.network, idempotencyKey, AT);
    }
  }
});

afterAll(async () => {
  await api.close();
  await database.close();
});

const PROGRAMME = {
  code: "p",
  supplier: "S001",
  effectiveFrom: "2026-01-01",
  period: "MONTH",
  method: "MARGINAL",
  bands: [{ over: "0", rate: "0.01" }],
};

const ASKERS: Readonly<Record<string, Partial<Viewer> | undefined>> = {
  ADMIN: { role: "ADMIN" },
  FINANCE: { role: "FINANCE" },
  AUDITOR: { role: "AUDITOR" },
  DISTRIBUTOR: distributor("C"),
  SUPPLIER: supplier("S001"),
  nobody: undefined,
};

const STAFF = ["ADMIN", "FINANCE", "AUDITOR"];
const MEMBERS = [...STAFF, "DISTRIBUTOR"];
const ANYONE = [...MEMBERS, "SUPPLIER"];
const DEALERS = [...STAFF, "SUPPLIER"];

const SALE = `occurredAt: "2026-01-20T00:00:00Z", seller: "E", product: "QB-10", quantity: 1, unitPrice: "9"`;

function literal(document: { effectiveFrom: string }, day: number): string {
  const effectiveFrom = new Date(Date.UTC(2027, 0, day)).toISOString();
  return JSON.stringify({ ...document, effectiveFrom }).replace(/"([a-zA-Z]+)":/g, "$1:");
}

const turns = new Map<string, number>();

/** The next payout or adjustment that a step may be taken of. */
function payout(step: string): string {
  const turn = (turns.get(step) ?? 0) + 1;
  turns.set(step, turn);
  return `${step}-${turn}`;
}

let day = 0;
let closed = 0;
let withdrawn = 0;
/** Versions that have not taken effect. */
let later = { plan: 0, ladder: 0 };
let month = 0;
let withholdings = 0;
/** Differences of the bank's statement, each explained once. */
let explained = 0;
let imports = 0;

/** A bank's statement that nobody has imported. */
function bankCsv(): string {
  imports += 1;
  const content = Buffer.from(`date,amount\n2026-01-20,${imports}.00\n`).toString("base64");
  return `format: BANK_CSV, content: "${content}", mapping: { columns: { date: "date", amount: "amount" } }`;
}
/** Months of the books, before the first posting: the last that is closed is reopened at the end. */
let books = 0;

/** Every root field: what is asked of it, and who is answered. A mutation is new each time. */
const FIELDS: Readonly<Record<string, [allowed: readonly string[], ask: () => string]>> = {
  "Query.network": [ANYONE, () => "network { name }"],
  "Query.me": [ANYONE, () => "me { role }"],
  "Query.node": [ANYONE, () => 'node(id: "x") { id }'],
  "Query.distributor": [ANYONE, () => 'distributor(code: "C") { code }'],
  "Query.distributors": [MEMBERS, () => "distributors(first: 1) { edges { node { code } } }"],
  "Query.tier": [MEMBERS, () => 'tier(code: "GOLD") { rank }'],
  "Query.plan": [MEMBERS, () => "plan(version: 1) { name }"],
  "Query.plans": [MEMBERS, () => "plans(first: 1) { edges { node { name } } }"],
  "Query.planValidate": [STAFF, () => "planValidate(document: {}) { valid }"],
  "Query.ladder": [MEMBERS, () => "ladder(version: 1) { document }"],
  "Query.ladders": [MEMBERS, () => "ladders(first: 1) { edges { node { version } } }"],
  "Query.ladderValidate": [STAFF, () => "ladderValidate(document: {}) { valid }"],
  "Query.planCompare": [STAFF, () => "planCompare(document: {}) { changes }"],
  "Query.ladderCompare": [STAFF, () => "ladderCompare(document: {}) { changes }"],
  "Query.order": [ANYONE, () => 'order(ref: "o-1") { ref }'],
  "Query.orders": [ANYONE, () => "orders(first: 1) { edges { node { ref } } }"],
  "Query.refund": [ANYONE, () => 'refund(ref: "none") { ref }'],
  "Query.settlement": [ANYONE, () => 'settlement(ref: "o-1") { ref }'],
  "Query.ledgerAccount": [STAFF, () => 'ledgerAccount(name: "assets:custody") { name }'],
  "Query.ledgerAccounts": [STAFF, () => "ledgerAccounts(first: 1) { edges { node { name } } }"],
  "Query.ledgerTransactions": [
    STAFF,
    () => "ledgerTransactions(first: 1) { edges { node { seq } } }",
  ],
  "Query.auditTrail": [STAFF, () => "auditTrail(first: 1) { edges { node { seq } } }"],
  "Query.trialBalance": [STAFF, () => "trialBalance { seq totals { debits { amount } } }"],
  "Query.supplier": [DEALERS, () => 'supplier(code: "S001") { payable { amount } }'],
  "Query.suppliers": [STAFF, () => "suppliers(first: 1) { edges { node { code } } }"],
  "Query.product": [ANYONE, () => 'product(code: "QB-10") { listPrice { amount } }'],
  "Query.products": [ANYONE, () => "products(first: 1) { edges { node { code } } }"],
  "Query.windowCloses": [STAFF, () => "windowCloses(first: 1) { edges { node { month } } }"],
  "Query.period": [
    STAFF,
    () => 'period(month: "2026-01") { closed obstacles { code } warnings { code } }',
  ],
  "Query.events": [ANYONE, () => "events(first: 1) { edges { cursor } }"],
  "Query.complianceReport": [
    STAFF,
    () => 'complianceReport(from: "2026-01-01", to: "2026-01-31") { income { own { amount } } }',
  ],
  "Query.simulateOrder": [
    STAFF,
    () => `simulateOrder(input: { ref: "any", ${SALE} }) { platform { amount } }`,
  ],
  "Query.export": [STAFF, () => 'export(id: "x") { status }'],
  "Mutation.exportCreate": [
    STAFF,
    () => `exportCreate(input: { format: CSV, from: "2026-01-01" }) { userErrors { code } }`,
  ],
  "Query.simulation": [["ADMIN", "FINANCE"], () => 'simulation(id: "x") { status }'],
  "Mutation.simulationStart": [
    ["ADMIN", "FINANCE"],
    () =>
      `simulationStart(input: { from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z", plan: ${literal(PLAN, ++day)} }) { userErrors { code } }`,
  ],
  "Mutation.distributorEnroll": [
    ["ADMIN"],
    () =>
      `distributorEnroll(input: { code: "${uniqueName()}", parent: "E" }) { userErrors { code } }`,
  ],
  "Mutation.distributorMove": [
    ["ADMIN"],
    () => 'distributorMove(input: { code: "E", parent: null }) { userErrors { code } }',
  ],
  "Mutation.distributorSetStatus": [
    ["ADMIN"],
    () => 'distributorSetStatus(input: { code: "B", status: CLOSED }) { userErrors { code } }',
  ],
  "Mutation.distributorSetWithheld": [
    ["ADMIN", "FINANCE"],
    () =>
      `distributorSetWithheld(input: { code: "D", withheld: ${++withholdings % 2 === 1}, reason: "KYC" }) { userErrors { code } }`,
  ],
  "Mutation.distributorSetTier": [
    ["ADMIN"],
    () =>
      'distributorSetTier(input: { code: "D", tier: "GOLD", reason: "contract", until: "2999-01-01" }) { userErrors { code } }',
  ],
  "Mutation.windowClose": [
    ["ADMIN", "FINANCE"],
    () => `windowClose(input: { month: "2020-0${++month}" }) { userErrors { code } }`,
  ],
  "Mutation.periodClose": [
    ["ADMIN", "FINANCE"],
    () => `periodClose(input: { month: "2019-0${++books}" }) { userErrors { code } }`,
  ],
  "Mutation.periodReopen": [
    ["ADMIN"],
    () => 'periodReopen(input: { month: "2019-02", reason: "a mistake" }) { userErrors { code } }',
  ],
  "Mutation.planPublish": [
    ["ADMIN"],
    () => `planPublish(input: { document: ${literal(PLAN, ++day)} }) { userErrors { code } }`,
  ],
  "Mutation.ladderPublish": [
    ["ADMIN"],
    () => `ladderPublish(input: { document: ${literal(LADDER, ++day)} }) { userErrors { code } }`,
  ],
  "Mutation.planWithdraw": [
    ["ADMIN"],
    () =>
      `planWithdraw(input: { version: ${later.plan}, reason: "a mistake" }) { userErrors { code } }`,
  ],
  "Mutation.ladderWithdraw": [
    ["ADMIN"],
    () =>
      `ladderWithdraw(input: { version: ${later.ladder}, reason: "a mistake" }) { userErrors { code } }`,
  ],
  "Mutation.orderSettle": [
    ["ADMIN", "FINANCE"],
    () => `orderSettle(input: { ref: "${uniqueName()}", ${SALE} }) { userErrors { code } }`,
  ],
  "Mutation.ordersSettle": [
    ["ADMIN", "FINANCE"],
    () =>
      `ordersSettle(input: { orders: [{ ref: "${uniqueName()}", ${SALE} }] }) { userErrors { code } }`,
  ],
  "Mutation.orderRefund": [
    ["ADMIN", "FINANCE"],
    () =>
      `orderRefund(input: { ref: "${uniqueName()}", orderRef: "o-1", occurredAt: "2026-01-20T00:00:00Z", quantity: 1 }) { userErrors { code } }`,
  ],
  "Query.programme": [DEALERS, () => 'programme(code: "p") { code }'],
  "Query.programmes": [DEALERS, () => "programmes(first: 1) { edges { node { code } } }"],
  "Query.programmeValidate": [STAFF, () => "programmeValidate(document: {}) { valid }"],
  "Query.programmeCompare": [STAFF, () => "programmeCompare(document: {}) { changes }"],
  "Mutation.programmeWithdraw": [
    ["ADMIN"],
    () =>
      `programmeWithdraw(input: { programme: "future", version: ${++withdrawn}, reason: "no need" }) { userErrors { code } }`,
  ],
  "Mutation.programmePublish": [
    ["ADMIN"],
    () =>
      `programmePublish(input: { document: { code: "${uniqueName()}", supplier: "S001", effectiveFrom: "2026-01-01", period: "MONTH", method: "MARGINAL", bands: [{ over: "0", rate: "0.01" }] } }) { userErrors { code } }`,
  ],
  "Mutation.programmeClose": [
    ["ADMIN", "FINANCE"],
    () =>
      `programmeClose(input: { programme: "p", period: "2026-0${++closed}" }) { userErrors { code } }`,
  ],
  "Query.statements": [STAFF, () => "statements(first: 1) { nodes { source } }"],
  "Query.statement": [STAFF, () => 'statement(id: "x") { source }'],
  "Query.differences": [STAFF, () => "differences(first: 1) { nodes { number } }"],
  "Query.difference": [STAFF, () => "difference(number: 1) { status }"],
  "Mutation.statementImport": [
    ["ADMIN", "FINANCE"],
    () => `statementImport(input: { source: "bank", ${bankCsv()} }) { userErrors { code } }`,
  ],
  "Mutation.differenceExplain": [
    ["ADMIN", "FINANCE"],
    () =>
      `differenceExplain(input: { difference: ${++explained}, note: "known" }) { userErrors { code } }`,
  ],
  "Mutation.differencesMatch": [
    ["ADMIN", "FINANCE"],
    () => "differencesMatch(input: {}) { userErrors { code } }",
  ],
  "Query.custody": [STAFF, () => "custody { gap { amount } }"],
  "Mutation.depositRecord": [
    ["ADMIN", "FINANCE"],
    () =>
      `depositRecord(input: { idempotencyKey: "${uniqueName()}", distributor: "C", amount: "5000", reference: "bank", occurredAt: "2026-01-20T00:00:00Z" }) { userErrors { code } }`,
  ],
  "Mutation.custodyTopUp": [
    ["ADMIN", "FINANCE"],
    () =>
      `custodyTopUp(input: { idempotencyKey: "${uniqueName()}", amount: "1", reference: "bank", occurredAt: "2026-01-20T00:00:00Z" }) { userErrors { code } }`,
  ],
  "Query.terms": [ANYONE, () => "terms { version }"],
  "Mutation.termsPublish": [
    ["ADMIN"],
    () =>
      `termsPublish(input: { document: { effectiveFrom: "2999-01-01T00:00:00Z", payout: { minimum: "1" } } }) { userErrors { code } }`,
  ],
  "Query.payout": [ANYONE, () => 'payout(ref: "approve-1") { ref }'],
  "Query.payouts": [ANYONE, () => "payouts(first: 1) { nodes { ref } }"],
  "Mutation.payoutRequest": [
    ["ADMIN", "FINANCE", "DISTRIBUTOR"],
    () =>
      `payoutRequest(input: { idempotencyKey: "${uniqueName()}", distributor: "C", amount: "0.01" }) { userErrors { code } }`,
  ],
  "Mutation.payoutApprove": [
    ["ADMIN", "FINANCE"],
    () => `payoutApprove(input: { ref: "${payout("approve")}" }) { userErrors { code } }`,
  ],
  "Mutation.payoutConfirm": [
    ["ADMIN", "FINANCE"],
    () =>
      `payoutConfirm(input: { ref: "${payout("confirm")}", reference: "b", occurredAt: "2026-01-20T00:00:00Z" }) { userErrors { code } }`,
  ],
  "Mutation.payoutFail": [
    ["ADMIN", "FINANCE"],
    () => `payoutFail(input: { ref: "${payout("fail")}", reason: "b" }) { userErrors { code } }`,
  ],
  "Mutation.payoutCancel": [
    ["ADMIN", "FINANCE", "DISTRIBUTOR"],
    () => `payoutCancel(input: { ref: "${payout("cancel")}" }) { userErrors { code } }`,
  ],
  "Query.taxReport": [STAFF, () => 'taxReport(quarter: "2026-Q1") { payments }'],
  "Query.taxIdentities": [STAFF, () => "taxIdentities(first: 1) { nodes { identity } }"],
  "Mutation.taxIdentitySet": [
    ["ADMIN", "FINANCE"],
    () =>
      `taxIdentitySet(input: { distributor: "B", identity: "${uniqueName()}", reason: "one" }) { userErrors { code } }`,
  ],
  "Query.adjustment": [STAFF, () => 'adjustment(ref: "adjust-1") { ref }'],
  "Query.adjustments": [STAFF, () => "adjustments(first: 1) { nodes { ref } }"],
  "Mutation.adjustmentPost": [
    ["ADMIN", "FINANCE"],
    () =>
      `adjustmentPost(input: { idempotencyKey: "${uniqueName()}", template: CREDIT_DISTRIBUTOR, distributor: "B", amount: "0.01", occurredAt: "2026-01-20T00:00:00Z", reason: "kind" }) { userErrors { code } }`,
  ],
  "Mutation.adjustmentApprove": [
    ["ADMIN", "FINANCE"],
    () => `adjustmentApprove(input: { ref: "${payout("adjust")}" }) { userErrors { code } }`,
  ],
  "Mutation.adjustmentReject": [
    ["ADMIN", "FINANCE"],
    () =>
      `adjustmentReject(input: { ref: "${payout("dismiss")}", reason: "no" }) { userErrors { code } }`,
  ],
  "Subscription.payoutChanged": [ANYONE, () => "payoutChanged { cursor }"],
  "Subscription.alertRaised": [STAFF, () => "alertRaised { cursor }"],
  "Subscription.rebateAccrued": [DEALERS, () => "rebateAccrued { cursor }"],
  "Subscription.settlementPosted": [DEALERS, () => "settlementPosted { cursor }"],
  "Subscription.earningPosted": [MEMBERS, () => "earningPosted { cursor }"],
  "Subscription.tierChanged": [MEMBERS, () => "tierChanged { cursor }"],
};

test("the table has every root field of the schema", () => {
  const { schema } = api;
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((type) =>
    Object.keys(type!.getFields()).map((field) => `${type!.name}.${field}`),
  );
  expect(Object.keys(FIELDS).sort()).toEqual(fields.sort());
});

/** All that a network has, but for what is derived from the same inputs. */
async function fingerprint(): Promise<unknown> {
  const { rows } = await api.network.read((tx) =>
    sql`select (select jsonb_agg(d order by id) from distributor d) as tree,
               (select max(seq) from ledger_transaction) as seq, (select count(*) from posting) as postings,
               (select count(*) from settlement) as settlements, (select count(*) from plan) as plans,
               (select count(*) from ladder) as ladders,
               (select count(*) from withdrawal) as withdrawals`.execute(tx.db),
  );
  return rows;
}

async function ask(asker: Partial<Viewer> | undefined, field: string, text: string) {
  const operation = field.split(".")[0]!.toLowerCase();
  const document = parse(`${operation} { ${text} }`);
  if (operation !== "subscription") return api.run<unknown, object>(asker, document, {});
  const events = api.subscribe<unknown, object>(asker, document, {});
  const open = new Promise<undefined>((resolve) => setTimeout(resolve, 100, undefined));
  const first = await Promise.race([events.next(), open]);
  // One that stays open without an event was let in.
  return first?.value ?? { data: {}, errors: [] };
}

beforeEach(async () => {
  await api.run(
    { role: "ADMIN" },
    parse(
      'mutation { distributorMove(input: { code: "E", parent: "D" }) { userErrors { code } } }',
    ),
    {},
  );
  await api.run(
    { role: "ADMIN" },
    parse(
      'mutation { distributorSetStatus(input: { code: "B", status: ACTIVE }) { userErrors { code } } }',
    ),
    {},
  );
});

/** They only read, or find nothing that has come since. */
const JOBS = ["Mutation.simulationStart", "Mutation.exportCreate", "Mutation.differencesMatch"];

const CASES = Object.entries(FIELDS).flatMap(([field, [allowed, text]]) =>
  Object.keys(ASKERS).map((name) => ({ field, name, may: allowed.includes(name), text })),
);

test.each(CASES)("$field by $name: $may", async ({ field, name, may, text }) => {
  const before = await fingerprint();
  const { data, errors } = await ask(ASKERS[name], field, text());
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (may) {
    expect(codes).toEqual([]);
    // On a slow machine the jobs before it still run: who is told so was let in.
    expect(JSON.stringify(data)).not.toMatch(/"userErrors":\[\{(?!"code":"BUSY")/);
    const isWrite = field.startsWith("Mutation.") && !JOBS.includes(field);
    if (isWrite) expect(await fingerprint()).not.toEqual(before);
  } else {
    expect(codes).toEqual([name === "nobody" ? "UNAUTHENTICATED" : "FORBIDDEN"]);
    expect(await fingerprint()).toEqual(before);
  }
});

test("a token of somebody who is not in the network is let in nowhere that matters", async () => {
  for (const stranger of [
    distributor("nobody"),
    supplier("nobody"),
    { role: "DISTRIBUTOR" as const },
  ]) {
    for (const field of ["distributor", "order", "product", "events"]) {
      const { errors, data } = await ask(
        stranger,
        `Query.${field}`,
        FIELDS[`Query.${field}`]![1](),
      );
      const codes = errors.map(({ extensions }) => extensions?.code);
      expect([field, codes]).toEqual([field, ["FORBIDDEN"]]);
      expect(Object.values((data ?? {}) as object).filter((part) => part !== null)).toEqual([]);
    }
  }
});
