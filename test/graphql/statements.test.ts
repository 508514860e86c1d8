// Balances at any moment, account statements and sums of earnings, through the API: as the journal adds them up.
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import type { Database } from "../../src/database/database.ts";
import { closeMonth } from "../../src/finance/periods/store/close-month.ts";
import { ADMIN, Api, distributor } from "../support/api.ts";
import {
  AccountBalanceDocument,
  AccountStatementDocument,
  type AccountStatementQueryVariables,
  DistributorHoldingsDocument,
  EarningsByDocument,
  type EarningsByQuery,
  type EarningsByQueryVariables,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { statementsOf } from "../support/statements.ts";

const STAFF = { role: "AUDITOR" as const };
const CUSTODY = "assets:custody";

let database: Database;
let api: Api;
let beforeLate: string;

// January is closed between the two lots; what comes late is in February's books.
beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network);
  const lane = api.lanes.of(api.network);
  const at = (day: string) => ({ occurredAt: `${day}T12:00:00+08:00` });
  await lane.submit([
    order("a", { ...at("2026-01-30"), quantity: "2" }),
    order("b", { ...at("2026-01-10"), product: "CARD-50", unitPrice: "50.00" }),
    order("c", at("2026-02-03")),
  ]);
  await closeMonth(api.network, "2026-01", Date.parse("2026-03-01T00:00:00Z"));
  beforeLate = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await lane.submit([order("late", at("2026-01-20")), order("d", at("2026-02-01"))]);
  const back = { orderRef: "a", quantity: "1", occurredAt: "2026-01-31T00:00:00Z" };
  await lane.submit([parseRefund({ ref: "back-a", ...back })]);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

async function statement(variables: Omit<AccountStatementQueryVariables, "name">, name = CUSTODY) {
  const all = { first: variables.last ? undefined : 100, ...variables, name };
  const { ledgerAccount } = await api.data(STAFF, AccountStatementDocument, all);
  const { opening, closing, entries } = ledgerAccount!.statement;
  const lines = entries.edges.map(({ node }) => {
    return `${node.date} ${node.transaction.ref} ${node.amount.amount} ${node.balance.amount}`;
  });
  return { opening: opening.amount, closing: closing.amount, lines, entries };
}

const FEBRUARY = { from: "2026-02-01", to: "2026-02-28" };
const LINES = [
  "2026-01-10 b 50.00 50.00",
  "2026-01-30 a 20.00 70.00",
  "2026-02-01 late 10.00 80.00",
  "2026-02-01 d 10.00 90.00",
  "2026-02-01 back-a -10.00 80.00",
  "2026-02-03 c 10.00 90.00",
];

test("a statement goes by accounting date, from its opening to its closing", async () => {
  expect(await statement({ from: "2026-01-01", to: "2026-12-31" })).toMatchObject({
    ...{ opening: "0.00", closing: "90.00", lines: LINES },
  });
  const february = await statement(FEBRUARY);
  expect(february).toMatchObject({ opening: "70.00", closing: "90.00", lines: LINES.slice(2) });
  const january = await statement({ from: "2026-01-11", to: "2026-01-31" });
  expect(january).toMatchObject({ opening: "50.00", closing: "70.00", lines: LINES.slice(1, 2) });
  const nothing = await statement({ from: "2026-02-02", to: "2026-02-02" });
  expect(nothing).toMatchObject({ opening: "80.00", closing: "80.00", lines: [] });
  const [late] = february.entries.edges;
  expect(late!.node.transaction.occurredAt).toBe("2026-01-20T04:00:00.000Z");
  expect(late!.node.reason).toBeNull();
  const others = late!.node.counterparts.map(({ account }) => account);
  expect(others).toContain("liabilities:supplier:S001");
  expect(others).not.toContain(CUSTODY);
  const sum = late!.node.counterparts.reduce((all, one) => all + Number(one.amount.amount), 0);
  expect(sum).toBeCloseTo(-10);
});

test("by pages, forwards and backwards, it is the same", async () => {
  const forwards: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await statement({ from: "2026-01-01", to: "2026-12-31", first: 2, after });
    forwards.push(...page.lines);
    if (!page.entries.pageInfo.hasNextPage) break;
    after = page.entries.pageInfo.endCursor;
  }
  expect(forwards).toEqual(LINES);
  const backwards: string[] = [];
  for (let before: string | null = null; ; ) {
    const page = await statement({ from: "2026-01-01", to: "2026-12-31", last: 2, before });
    backwards.unshift(...page.lines);
    if (!page.entries.pageInfo.hasPreviousPage) break;
    before = page.entries.pageInfo.startCursor;
  }
  expect(backwards).toEqual(LINES);
});

test("however long it is, it takes as many statements", async () => {
  const days = { from: "2026-01-01", to: "2026-12-31" };
  const read = (first: number) => statementsOf(database, () => statement({ ...days, first }));
  const one = await read(1);
  expect((await read(100)).toSorted()).toEqual(one.toSorted());
  // The account, the balances, a page; what the operation asks of its transactions beside that.
  expect(one.filter((text) => /day_total|from account a/.test(text))).toHaveLength(3);
});

test("days that cannot be are refused", async () => {
  const wrong = [
    { from: "2026-02-30", to: "2026-03-01" },
    { from: "2026-03-01", to: "2026-02-01" },
    { ...FEBRUARY, after: Buffer.from('["statement",["2026-02-30",1,1]]').toString("base64url") },
  ];
  for (const variables of wrong) {
    const all = { name: CUSTODY, first: 1, ...variables };
    expect((await api.codes(STAFF, AccountStatementDocument, all)).codes).toEqual(["INVALID"]);
  }
  expect(
    (
      await api.codes(distributor("E"), AccountStatementDocument, {
        name: CUSTODY,
        ...FEBRUARY,
        first: 1,
      })
    ).codes,
  ).toEqual(["FORBIDDEN"]);
});

test("an account's balance and a distributor's holdings at any moment, recorded or on a day", async () => {
  const custody = async (at: object) => {
    const { ledgerAccount } = await api.data(STAFF, AccountBalanceDocument, {
      name: CUSTODY,
      ...at,
    });
    return ledgerAccount!.balance.amount;
  };
  expect(await custody({})).toBe("90.00");
  expect(await custody({ on: "2026-01-29" })).toBe("50.00");
  expect(await custody({ on: "2026-02-02" })).toBe("80.00");
  expect(await custody({ asOf: beforeLate })).toBe("80.00");
  const both = { name: CUSTODY, on: "2026-01-29", asOf: beforeLate };
  expect((await api.codes(STAFF, AccountBalanceDocument, both)).codes).toEqual(["INVALID"]);
  const available = async (at: object) => {
    const all = { code: "E", ...at };
    const answer = await api.data(distributor("E"), DistributorHoldingsDocument, all);
    return answer.distributor!.balance!.available.amount;
  };
  // 40 % of the margins, 1.50 of each 10.00 and 7.50 of the 50.00.
  expect(await available({})).toBe("5.40");
  expect(await available({ on: "2026-01-31" })).toBe("4.20");
  expect(await available({ asOf: beforeLate })).toBe("4.80");
});

async function sums(
  groups: EarningsByQueryVariables["groups"],
  rest: Partial<EarningsByQueryVariables> = {},
): Promise<string[]> {
  const range = { from: "2026-01-01", to: "2026-12-31" };
  const all = { code: "E", period: "MONTH" as const, groups, ...range, first: 100, ...rest };
  const answer = await api.data(distributor(all.code), EarningsByDocument, all);
  return answer.distributor!.earningsBy!.edges.map(({ node }) => {
    const { from, product, level, rule, kind, orders, earned, returned, net } = node;
    const key = [from, product?.code, level, rule, kind].filter((part) => part != null);
    return `${key.join(" ")}: ${orders} ${earned.amount} - ${returned.amount} = ${net.amount}`;
  });
}

test("earnings by month and day, by product, level and rule, less what refunds took back", async () => {
  expect(await sums([])).toEqual([
    "2026-01-01: 2 4.20 - 0.00 = 4.20",
    "2026-02-01: 3 1.80 - 0.60 = 1.20",
  ]);
  expect(await sums([], { period: "DAY", from: "2026-01-30", to: "2026-02-01" })).toEqual([
    "2026-01-30: 1 1.20 - 0.00 = 1.20",
    "2026-02-01: 2 1.20 - 0.60 = 0.60",
  ]);
  expect(await sums(["PRODUCT"])).toEqual([
    "2026-01-01 QB-10: 1 1.20 - 0.00 = 1.20",
    "2026-01-01 CARD-50: 1 3.00 - 0.00 = 3.00",
    "2026-02-01 QB-10: 3 1.80 - 0.60 = 1.20",
  ]);
  expect(await sums(["RULE", "LEVEL"], { to: "2026-01-31" })).toEqual([
    "2026-01-01 0 0 SELLER: 2 3.15 - 0.00 = 3.15",
    "2026-01-01 0 2 DIFFERENTIAL: 2 1.05 - 0.00 = 1.05",
  ]);
  expect(await sums(["LEVEL"], { code: "D", to: "2026-01-31" })).toEqual([
    "2026-01-01 1: 2 1.05 - 0.00 = 1.05",
  ]);
});

test("by pages they are the same; of others they are nobody's business, and a year is the most", async () => {
  const whole = await sums(["PRODUCT", "RULE"]);
  const query = {
    code: "E",
    period: "MONTH" as const,
    groups: ["PRODUCT" as const, "RULE" as const],
  };
  const range = { from: "2026-01-01", to: "2026-12-31" };
  let after: string | null = null;
  let count = 0;
  do {
    const variables: EarningsByQueryVariables = { ...query, ...range, first: 1, after };
    const answer: EarningsByQuery = await api.data(ADMIN, EarningsByDocument, variables);
    const { edges, pageInfo } = answer.distributor!.earningsBy!;
    count += edges.length;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(count).toBe(whole.length);
  const stranger = await api.codes(distributor("D"), EarningsByDocument, {
    ...query,
    ...range,
    first: 1,
  });
  expect(stranger.codes).toEqual(["FORBIDDEN"]);
  const long = { ...query, from: "2026-01-01", to: "2027-01-02", first: 1 };
  expect((await api.codes(ADMIN, EarningsByDocument, long)).codes).toEqual(["INVALID"]);
});
