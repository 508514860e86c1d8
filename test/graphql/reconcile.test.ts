// §7 Reconciliation through the API: a statement is imported, its lines are read, and what differs is explained.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import type { Database } from "../../src/database/database.ts";
import { recordDeposit } from "../../src/finance/deposits/store/paid-in.ts";
import { ADMIN, Api } from "../support/api.ts";
import { alipayText, camtText, gbk } from "../support/bank-statements.ts";
import {
  AuditTrailDocument,
  DifferenceByNumberDocument,
  DifferenceExplainDocument,
  DifferencesDocument,
  DifferencesMatchDocument,
  NodeDocument,
  PeriodDocument,
  StatementImportDocument,
  type StatementImportInput,
  StatementLinesDocument,
  StatementsDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";

const CLERK = { role: "FINANCE" as const, sub: "clerk" };

let database: Database;
let api: Api;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network);
  return () => api.close();
});

const base64 = (content: string | Buffer) => Buffer.from(content).toString("base64");

async function take(input: Partial<StatementImportInput>) {
  const known = { source: "bank", format: "CAMT053" as const, content: "" };
  const { statementImport } = await api.data(CLERK, StatementImportDocument, {
    input: { ...known, ...input },
  });
  return statementImport;
}

function deposit(key: string, amount: string) {
  const occurredAt = "2026-01-15T12:00:00+08:00";
  const text = { key, distributor: "E", amount, reference: `R-${key}`, occurredAt };
  return recordDeposit(api.network, text, "key");
}

it("§7 what a statement says, line by line, and what of the book it is", async () => {
  await deposit("d-1", "500.00");
  const content = base64(
    camtText([
      { amount: "500.00", reference: "R-d-1" },
      { amount: "-5.00", memo: "fee" },
    ]),
  );
  const { statement, userErrors } = await take({ content });
  expect(userErrors).toEqual([]);
  expect(statement).toMatchObject({
    source: "bank",
    side: "BANK",
    format: "CAMT053",
    account: "6222-0001",
    from: "2026-01-01",
    to: "2026-01-31",
    opening: { amount: "1000.00" },
    closing: { amount: "1495.00" },
    inflow: { amount: "500.00" },
    outflow: { amount: "5.00" },
    lineCount: 2,
    knownCount: 0,
    matchedCount: 1,
    openCount: 1,
  });
  expect((await take({ content })).statement).toEqual(statement);
  const { id } = statement!;
  const read = await api.data(CLERK, StatementLinesDocument, { id });
  expect(read.statement!.transaction.kind).toBe("STATEMENT");
  expect(read.statement!.lines.nodes).toMatchObject([
    {
      references: ["R-d-1", "BANK-0"],
      day: "2026-01-15",
      time: null,
      amount: { amount: "500.00" },
      fee: null,
      movement: { kind: "DEPOSIT", ref: "d-1" },
      matchedBy: "REFERENCE",
      difference: null,
      again: false,
    },
    {
      memo: "fee",
      amount: { amount: "-5.00" },
      movement: null,
      difference: { number: 1, kind: "MISSING_HERE" },
    },
  ]);
  expect(read.statement!.differences.nodes).toEqual([{ number: 1 }]);
  const { statements } = await api.data(CLERK, StatementsDocument, { source: "bank" });
  expect(statements.nodes).toEqual([statement]);
  const none = await api.data(CLERK, StatementsDocument, { source: "another" });
  expect(none.statements.nodes).toEqual([]);
  expect(await api.data(CLERK, NodeDocument, { id })).toMatchObject({ node: { id } });
  expect((await api.data(CLERK, StatementLinesDocument, { id: "x" })).statement).toBeNull();
  expect((await verifyNetwork(api.network)).mismatches).toEqual([]);
});

it("§7 a channel's fees, and a line that another statement had", async () => {
  await api.lanes.of(api.network).submit([order("o-1", { channelFee: "0.06" })]);
  const rows = [
    { id: "A1", order: "o-1", amount: "10.00" },
    { id: "A2", order: "o-1", amount: "-0.05", type: "收费" },
  ];
  const alipay = { source: "alipay-2088", format: "ALIPAY" } as const;
  await take({ ...alipay, content: base64(gbk(alipayText(rows))) });
  const days = ["2026年01月15日", "2026年01月17日"];
  const { statement } = await take({ ...alipay, content: base64(gbk(alipayText(rows, days))) });
  expect(statement).toMatchObject({
    side: "CHANNEL",
    to: "2026-01-16",
    knownCount: 1,
    openCount: 0,
  });
  const read = await api.data(CLERK, StatementLinesDocument, { id: statement!.id });
  expect(read.statement!.lines.nodes).toMatchObject([
    { again: true, fee: { amount: "0.05" }, movement: { kind: "SETTLEMENT", ref: "o-1" } },
  ]);
  const { differences } = await api.data(CLERK, DifferencesDocument, { status: "OPEN" });
  expect(differences.nodes).toMatchObject([
    {
      kind: "DIFFERENT_AMOUNT",
      side: "CHANNEL",
      amount: { amount: "0.00" },
      fee: { amount: "-0.01" },
      source: "alipay-2088",
      reference: "o-1",
      movement: { kind: "SETTLEMENT", ref: "o-1" },
    },
  ]);
});

describe("§7 what differs", () => {
  beforeEach(async () => {
    await deposit("d-1", "7.00");
    await take({ content: base64(camtText([{ amount: "500.00", reference: "D-7" }])) });
  });

  it("stands against the month until it is explained, by whom the audit trail tells", async () => {
    const obstacles = async () =>
      (await api.data(CLERK, PeriodDocument, { month: "2026-01" })).period.obstacles;
    expect(await obstacles()).toEqual([
      {
        code: "OPEN_DIFFERENCES",
        message:
          "has 2 differences with statements, dated in it or before, that nobody has explained",
      },
    ]);
    const explain = async (input: { difference: number; note?: string; adjustment?: string }) =>
      (await api.data(CLERK, DifferenceExplainDocument, { input })).differenceExplain;
    expect(await explain({ difference: 1, adjustment: "none" })).toEqual({
      difference: null,
      userErrors: [
        { code: "NOT_FOUND", field: "adjustment", message: 'adjustment: no adjustment "none"' },
      ],
    });
    const { difference } = await explain({ difference: 1, note: "sent back on the 20th" });
    expect(difference).toMatchObject({
      status: "EXPLAINED",
      note: "sent back on the 20th",
      resolvedBy: { kind: "DIFFERENCE_EXPLANATION" },
    });
    await explain({ difference: 2, note: "on its way" });
    expect(await obstacles()).toEqual([]);
    const read = await api.data(CLERK, DifferenceByNumberDocument, { number: 1 });
    expect(read.difference).toEqual(difference);
    expect(
      (await api.data(CLERK, DifferenceByNumberDocument, { number: 3 })).difference,
    ).toBeNull();
    expect(
      (await api.data(CLERK, DifferenceByNumberDocument, { number: -1 })).difference,
    ).toBeNull();
    const { auditTrail } = await api.data(ADMIN, AuditTrailDocument, { first: 100 });
    const acts = auditTrail.edges.map(({ node }) => node).filter(({ by }) => by?.sub === "clerk");
    expect(acts.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["STATEMENT", null],
      ["DIFFERENCE_EXPLANATION", "sent back on the 20th"],
      ["DIFFERENCE_EXPLANATION", "on its way"],
    ]);
  });

  it("is found again when it is recorded, by its day and its month", async () => {
    await deposit("d-2", "500.00");
    const { differencesMatch } = await api.data(CLERK, DifferencesMatchDocument, { input: {} });
    expect(differencesMatch).toEqual({ matched: 1, opened: 0, userErrors: [] });
    const read = async (variables: object) =>
      (await api.data(CLERK, DifferencesDocument, variables)).differences.nodes.map(
        ({ number, status }) => `${number} ${status}`,
      );
    expect(await read({})).toEqual(["1 MATCHED", "2 OPEN"]);
    expect(await read({ month: "2026-01", status: "OPEN" })).toEqual(["2 OPEN"]);
    expect(await read({ month: "2026-02" })).toEqual([]);
  });
});

it.each<[Partial<StatementImportInput>, string, string]>([
  [{ content: "§" }, "content", "content: is not base64"],
  [
    {
      format: "BANK_CSV",
      mapping: { columns: { date: "d", amount: "a" } },
      content: base64("d,a\n2026-01-15,77.00\n").slice(0, -5),
    },
    "content",
    "content: is not base64",
  ],
  [
    {
      format: "BANK_CSV",
      mapping: { columns: { date: "d", amount: "a", balance: "b" } },
      content: base64("d,a,b\n2026-01-15,-1,92233720368547758.07\n"),
    },
    "content",
    "line 2: the opening balance does not fit 64 bits",
  ],
  [{ content: "A".repeat(2_000_001) }, "content", "content: is longer than 2000000 characters"],
  [{ content: base64("<x/>") }, "content", "line 1: is not a camt.053 document"],
  [{ content: base64("x"), format: "BANK_CSV" }, "mapping", "mapping: is needed for BANK_CSV"],
  [{ toleranceDays: 32 }, "toleranceDays", "toleranceDays: 32 is not a whole number from 0 to 31"],
  [{ tolerance: "-1" }, "tolerance", 'tolerance: "-1" is below 0'],
  [{ tolerance: "0.001" }, "tolerance", 'tolerance: "0.001" has more than 2 decimals'],
  [{ from: "2026-02-30" }, "from", 'from: "2026-02-30" is not a day, like 2026-01-31'],
  [
    { source: "a b" },
    "source",
    'source: "a b" is not a code (1–64 of letters, digits, "-", "_", ".")',
  ],
])("an import with %j is refused, and changes nothing", async (input, field, message) => {
  const { head } = await verifyNetwork(api.network);
  const { statement, userErrors } = await take({ content: base64(camtText([])), ...input });
  expect(statement).toBeNull();
  expect(userErrors).toEqual([{ code: "INVALID", field, message }]);
  expect((await verifyNetwork(api.network)).head).toEqual(head);
});
