// Who may do what: every query, mutation and subscription by every role, and that a refusal changes nothing.
import { readFileSync } from "node:fs";
import { type GraphQLFormattedError, type OperationDefinitionNode, parse } from "graphql";
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
import { accessText, readAccess, rootFields } from "../support/access.ts";
import { Api, distributor, schema, supplier } from "../support/api.ts";
import { leastOperation, type Operation } from "../support/least-operation.ts";
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

const COMMITTED = readFileSync("schema/access.txt", "utf8");
const RULES = readAccess(COMMITTED);

function mayUse(asker: string, field: string): boolean {
  return (RULES.get(field) ?? []).some((role) => role === asker);
}

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

/** What is asked of a root field so that it answers; a field need not be here. A mutation is new each time. */
const EXAMPLES: Readonly<Record<string, () => string>> = {
  "Query.network": () => "network { name }",
  "Query.me": () => "me { role }",
  "Query.node": () => 'node(id: "x") { id }',
  "Query.distributor": () => 'distributor(code: "C") { code }',
  "Query.distributors": () => "distributors(first: 1) { edges { node { code } } }",
  "Query.tier": () => 'tier(code: "GOLD") { rank }',
  "Query.plan": () => "plan(version: 1) { name }",
  "Query.plans": () => "plans(first: 1) { edges { node { name } } }",
  "Query.planValidate": () => "planValidate(document: {}) { valid }",
  "Query.ladder": () => "ladder(version: 1) { document }",
  "Query.ladders": () => "ladders(first: 1) { edges { node { version } } }",
  "Query.ladderValidate": () => "ladderValidate(document: {}) { valid }",
  "Query.planCompare": () => "planCompare(document: {}) { changes }",
  "Query.ladderCompare": () => "ladderCompare(document: {}) { changes }",
  "Query.order": () => 'order(ref: "o-1") { ref }',
  "Query.orders": () => "orders(first: 1) { edges { node { ref } } }",
  "Query.refund": () => 'refund(ref: "none") { ref }',
  "Query.settlement": () => 'settlement(ref: "o-1") { ref }',
  "Query.ledgerAccount": () => 'ledgerAccount(name: "assets:custody") { name }',
  "Query.ledgerAccounts": () => "ledgerAccounts(first: 1) { edges { node { name } } }",
  "Query.ledgerTransactions": () => "ledgerTransactions(first: 1) { edges { node { seq } } }",
  "Query.auditTrail": () => "auditTrail(first: 1) { edges { node { seq } } }",
  "Query.trialBalance": () => "trialBalance { seq totals { debits { amount } } }",
  "Query.supplier": () => 'supplier(code: "S001") { payable { amount } }',
  "Query.suppliers": () => "suppliers(first: 1) { edges { node { code } } }",
  "Query.product": () => 'product(code: "QB-10") { listPrice { amount } }',
  "Query.products": () => "products(first: 1) { edges { node { code } } }",
  "Query.windowCloses": () => "windowCloses(first: 1) { edges { node { month } } }",
  "Query.period": () => 'period(month: "2026-01") { closed obstacles { code } warnings { code } }',
  "Query.events": () => "events(first: 1) { edges { cursor } }",
  "Query.complianceReport": () =>
    'complianceReport(from: "2026-01-01", to: "2026-01-31") { income { own { amount } } }',
  "Query.simulateOrder": () =>
    `simulateOrder(input: { ref: "any", ${SALE} }) { platform { amount } }`,
  "Query.export": () => 'export(id: "x") { status }',
  "Mutation.exportCreate": () =>
    `exportCreate(input: { format: CSV, from: "2026-01-01" }) { userErrors { code } }`,
  "Query.simulation": () => 'simulation(id: "x") { status }',
  "Mutation.simulationStart": () =>
    `simulationStart(input: { from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z", plan: ${literal(PLAN, ++day)} }) { userErrors { code } }`,
  "Mutation.distributorEnroll": () =>
    `distributorEnroll(input: { code: "${uniqueName()}", parent: "E" }) { userErrors { code } }`,
  "Mutation.distributorMove": () =>
    'distributorMove(input: { code: "E", parent: null }) { userErrors { code } }',
  "Mutation.distributorSetStatus": () =>
    'distributorSetStatus(input: { code: "B", status: CLOSED }) { userErrors { code } }',
  "Mutation.distributorSetWithheld": () =>
    `distributorSetWithheld(input: { code: "D", withheld: ${++withholdings % 2 === 1}, reason: "KYC" }) { userErrors { code } }`,
  "Mutation.distributorSetTier": () =>
    'distributorSetTier(input: { code: "D", tier: "GOLD", reason: "contract", until: "2999-01-01" }) { userErrors { code } }',
  "Mutation.windowClose": () =>
    `windowClose(input: { month: "2020-0${++month}" }) { userErrors { code } }`,
  "Mutation.periodClose": () =>
    `periodClose(input: { month: "2019-0${++books}" }) { userErrors { code } }`,
  "Mutation.periodReopen": () =>
    'periodReopen(input: { month: "2019-02", reason: "a mistake" }) { userErrors { code } }',
  "Mutation.planPublish": () =>
    `planPublish(input: { document: ${literal(PLAN, ++day)} }) { userErrors { code } }`,
  "Mutation.ladderPublish": () =>
    `ladderPublish(input: { document: ${literal(LADDER, ++day)} }) { userErrors { code } }`,
  "Mutation.planWithdraw": () =>
    `planWithdraw(input: { version: ${later.plan}, reason: "a mistake" }) { userErrors { code } }`,
  "Mutation.ladderWithdraw": () =>
    `ladderWithdraw(input: { version: ${later.ladder}, reason: "a mistake" }) { userErrors { code } }`,
  "Mutation.orderSettle": () =>
    `orderSettle(input: { ref: "${uniqueName()}", ${SALE} }) { userErrors { code } }`,
  "Mutation.ordersSettle": () =>
    `ordersSettle(input: { orders: [{ ref: "${uniqueName()}", ${SALE} }] }) { userErrors { code } }`,
  "Mutation.orderRefund": () =>
    `orderRefund(input: { ref: "${uniqueName()}", orderRef: "o-1", occurredAt: "2026-01-20T00:00:00Z", quantity: 1 }) { userErrors { code } }`,
  "Query.programme": () => 'programme(code: "p") { code }',
  "Query.programmes": () => "programmes(first: 1) { edges { node { code } } }",
  "Query.programmeValidate": () => "programmeValidate(document: {}) { valid }",
  "Query.programmeCompare": () => "programmeCompare(document: {}) { changes }",
  "Mutation.programmeWithdraw": () =>
    `programmeWithdraw(input: { programme: "future", version: ${++withdrawn}, reason: "no need" }) { userErrors { code } }`,
  "Mutation.programmePublish": () =>
    `programmePublish(input: { document: { code: "${uniqueName()}", supplier: "S001", effectiveFrom: "2026-01-01", period: "MONTH", method: "MARGINAL", bands: [{ over: "0", rate: "0.01" }] } }) { userErrors { code } }`,
  "Mutation.programmeClose": () =>
    `programmeClose(input: { programme: "p", period: "2026-0${++closed}" }) { userErrors { code } }`,
  "Query.statements": () => "statements(first: 1) { nodes { source } }",
  "Query.statement": () => 'statement(id: "x") { source }',
  "Query.differences": () => "differences(first: 1) { nodes { number } }",
  "Query.difference": () => "difference(number: 1) { status }",
  "Mutation.statementImport": () =>
    `statementImport(input: { source: "bank", ${bankCsv()} }) { userErrors { code } }`,
  "Mutation.differenceExplain": () =>
    `differenceExplain(input: { difference: ${++explained}, note: "known" }) { userErrors { code } }`,
  "Mutation.differencesMatch": () => "differencesMatch(input: {}) { userErrors { code } }",
  "Query.custody": () => "custody { gap { amount } }",
  "Mutation.depositRecord": () =>
    `depositRecord(input: { idempotencyKey: "${uniqueName()}", distributor: "C", amount: "5000", reference: "bank", occurredAt: "2026-01-20T00:00:00Z" }) { userErrors { code } }`,
  "Mutation.custodyTopUp": () =>
    `custodyTopUp(input: { idempotencyKey: "${uniqueName()}", amount: "1", reference: "bank", occurredAt: "2026-01-20T00:00:00Z" }) { userErrors { code } }`,
  "Query.terms": () => "terms { version }",
  "Mutation.termsPublish": () =>
    `termsPublish(input: { document: { effectiveFrom: "2999-01-01T00:00:00Z", payout: { minimum: "1" } } }) { userErrors { code } }`,
  "Query.payout": () => 'payout(ref: "approve-1") { ref }',
  "Query.payouts": () => "payouts(first: 1) { nodes { ref } }",
  "Mutation.payoutRequest": () =>
    `payoutRequest(input: { idempotencyKey: "${uniqueName()}", distributor: "C", amount: "0.01" }) { userErrors { code } }`,
  "Mutation.payoutApprove": () =>
    `payoutApprove(input: { ref: "${payout("approve")}" }) { userErrors { code } }`,
  "Mutation.payoutConfirm": () =>
    `payoutConfirm(input: { ref: "${payout("confirm")}", reference: "b", occurredAt: "2026-01-20T00:00:00Z" }) { userErrors { code } }`,
  "Mutation.payoutFail": () =>
    `payoutFail(input: { ref: "${payout("fail")}", reason: "b" }) { userErrors { code } }`,
  "Mutation.payoutCancel": () =>
    `payoutCancel(input: { ref: "${payout("cancel")}" }) { userErrors { code } }`,
  "Query.taxReport": () => 'taxReport(quarter: "2026-Q1") { payments }',
  "Query.taxIdentities": () => "taxIdentities(first: 1) { nodes { identity } }",
  "Mutation.taxIdentitySet": () =>
    `taxIdentitySet(input: { distributor: "B", identity: "${uniqueName()}", reason: "one" }) { userErrors { code } }`,
  "Query.adjustment": () => 'adjustment(ref: "adjust-1") { ref }',
  "Query.adjustments": () => "adjustments(first: 1) { nodes { ref } }",
  "Mutation.adjustmentPost": () =>
    `adjustmentPost(input: { idempotencyKey: "${uniqueName()}", template: CREDIT_DISTRIBUTOR, distributor: "B", amount: "0.01", occurredAt: "2026-01-20T00:00:00Z", reason: "kind" }) { userErrors { code } }`,
  "Mutation.adjustmentApprove": () =>
    `adjustmentApprove(input: { ref: "${payout("adjust")}" }) { userErrors { code } }`,
  "Mutation.adjustmentReject": () =>
    `adjustmentReject(input: { ref: "${payout("dismiss")}", reason: "no" }) { userErrors { code } }`,
  "Subscription.payoutChanged": () => "payoutChanged { cursor }",
  "Subscription.alertRaised": () => "alertRaised { cursor }",
  "Subscription.rebateAccrued": () => "rebateAccrued { cursor }",
  "Subscription.settlementPosted": () => "settlementPosted { cursor }",
  "Subscription.earningPosted": () => "earningPosted { cursor }",
  "Subscription.tierChanged": () => "tierChanged { cursor }",
};

test("schema/access.txt is up to date: npm run schema writes it", () => {
  expect(COMMITTED).toBe(accessText(schema));
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

function example(field: string): Operation {
  const operation = field.split(".")[0]!.toLowerCase();
  return { document: parse(`${operation} { ${EXAMPLES[field]!()} }`), variables: {} };
}

async function ask(asker: Partial<Viewer> | undefined, { document, variables }: Operation) {
  const { operation } = document.definitions[0] as OperationDefinitionNode;
  if (operation !== "subscription") return api.run<unknown, object>(asker, document, variables);
  const events = api.subscribe<unknown, object>(asker, document, variables);
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

const CASES = Object.keys(EXAMPLES).flatMap((field) =>
  Object.keys(ASKERS).map((name) => ({ field, name, may: mayUse(name, field) })),
);

test.each(CASES)("$field by $name: $may", async ({ field, name, may }) => {
  const before = await fingerprint();
  const { data, errors } = await ask(ASKERS[name], example(field));
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
      const { errors, data } = await ask(stranger, example(`Query.${field}`));
      const codes = errors.map(({ extensions }) => extensions?.code);
      expect([field, codes]).toEqual([field, ["FORBIDDEN"]]);
      expect(Object.values((data ?? {}) as object).filter((part) => part !== null)).toEqual([]);
    }
  }
});

// Also of those that no example names, so that a new field needs no line here.
test.each(rootFields(schema))("%s lets in exactly the roles that it says", async (field) => {
  const letIn: string[] = [];
  for (const [name, asker] of Object.entries(ASKERS)) {
    const { errors } = await ask(asker, leastOperation(schema, field));
    if (!errors.some(isTurnedAway)) letIn.push(name);
  }
  expect(letIn).toEqual(Object.keys(ASKERS).filter((name) => mayUse(name, field)));
});

/** Refused because of who asks, not because of what is asked. */
function isTurnedAway({ message, extensions }: GraphQLFormattedError): boolean {
  return extensions?.code === "UNAUTHENTICATED" || /^the role \w+ may not use/.test(message);
}
