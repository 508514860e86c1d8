// The book through the API: transactions with their hashes, accounts, and the trial balance as of a time.
import { hash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api } from "../support/api.ts";
import {
  LedgerAccountDocument,
  LedgerAccountsDocument,
  LedgerTransactionsDocument,
  TrialBalanceDocument,
  type TrialBalanceQuery,
  type TrialBalanceQueryVariables,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order, PLAN } from "../support/sample.ts";

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
});

afterAll(async () => {
  await api.close();
  await database.close();
});

function minor(amount: string): bigint {
  return BigInt(amount.replace(".", ""));
}

type Balances = TrialBalanceQuery["trialBalance"];
type Line = Balances["lines"]["edges"][number]["node"];

/** The whole trial balance, read by pages of two. */
async function trialBalance(asOf: string | null = null) {
  const lines: Line[] = [];
  for (let after: string | null = null; ; ) {
    const page: TrialBalanceQueryVariables = { first: 2, after, asOf };
    const part: Balances = (await api.data(ADMIN, TrialBalanceDocument, page)).trialBalance;
    lines.push(...part.lines.edges.map(({ node }) => node));
    if (!part.lines.pageInfo.hasNextPage) return { ...part, lines };
    after = part.lines.pageInfo.endCursor ?? null;
  }
}

test("an empty book balances", async () => {
  expect(await trialBalance()).toMatchObject({ seq: 0, totals: [], lines: [] });
});

test("the trial balance of every account, and as of what was recorded before", async () => {
  await fillNetwork(api.network);
  const lane = api.lanes.of(api.network);
  await lane.submit([order("t-1", { channelFee: "0.10" })]);
  const before = await trialBalance();
  const custody = before.lines.find(({ account }) => account === "assets:custody");
  expect(custody!.balance.amount).toBe("10.00");
  const sum = before.lines.reduce((left, line) => left + minor(line.balance.amount), 0n);
  expect(sum).toBe(0n);
  expect(before.totals).toEqual([
    { debits: { amount: "10.00", asset: "CNY" }, credits: { amount: "10.00" } },
  ]);
  // A recorded time has milliseconds: the next commit is to be of a later one.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await lane.submit([order("t-2", { seller: "A" })]);
  const after = await trialBalance();
  expect(after.seq).toBe(before.seq + 1);
  expect(after.totals).toEqual([
    { debits: { amount: "20.00", asset: "CNY" }, credits: { amount: "20.00" } },
  ]);
  expect(await trialBalance(before.asOf)).toEqual(before);
  expect(await trialBalance("2026-01-01T00:00:00Z")).toMatchObject({ seq: 0, lines: [] });
});

test("a trial balance as of no time is a fault", async () => {
  const faulty = await api.run(ADMIN, TrialBalanceDocument, { first: 1, asOf: "now" });
  expect(faulty.errors).toMatchObject([{ extensions: { code: "INVALID", field: "asOf" } }]);
});

test("an account by its name, and accounts by how their names start", async () => {
  const name = "liabilities:supplier:S001";
  const { ledgerAccount } = await api.data(ADMIN, LedgerAccountDocument, { name });
  expect(ledgerAccount).toMatchObject({ name, balance: { amount: "-17.00", asset: "CNY" } });
  const none = await api.data(ADMIN, LedgerAccountDocument, { name: "assets:suspense" });
  expect(none.ledgerAccount).toBeNull();
  const prefix = "liabilities:distributor:";
  const { ledgerAccounts } = await api.data(ADMIN, LedgerAccountsDocument, { prefix, first: 2 });
  const names = ledgerAccounts.edges.map(({ node }) => node.name);
  expect(names).toEqual([`${prefix}A:available`, `${prefix}C:available`]);
  const after = ledgerAccounts.pageInfo.endCursor ?? null;
  const rest = await api.data(ADMIN, LedgerAccountsDocument, { prefix, first: 9, after });
  for (const { node } of rest.ledgerAccounts.edges) {
    expect(node.name.startsWith(prefix)).toBe(true);
    expect(names).not.toContain(node.name);
  }
});

test("every transaction in the order of the stream, hashed over the one before", async () => {
  const { ledgerTransactions } = await api.data(ADMIN, LedgerTransactionsDocument, { first: 100 });
  const all = ledgerTransactions.edges.map(({ node }) => node);
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  expect(all.map(({ kind }) => kind)).toEqual([
    "LADDER",
    "PLAN",
    "DISTRIBUTORS_IMPORT",
    "PRODUCTS_IMPORT",
    "SETTLEMENT",
    "SETTLEMENT",
  ]);
  let before = "0".repeat(64);
  for (const one of all) {
    const lines = one.postings.map(({ line, account, amount, balance }) => {
      const minors = [minor(amount.amount), minor(balance.amount)].map(String);
      return [line, account, amount.asset, ...minors];
    });
    const { seq, kind, ref, occurredAt, accountingDate, cause } = one;
    const text = [before, seq, kind, ref ?? null, occurredAt, accountingDate, cause, lines];
    expect(one.hash).toBe(hash("sha256", JSON.stringify(text)));
    before = one.hash;
  }
});

test("an account that has come back to nothing is not in the trial balance", async () => {
  const even = new Api(database, await createTestNetwork(database));
  await fillNetwork(even.network, { plan: { ...PLAN, allowLoss: true, rules: [] } });
  const lane = even.lanes.of(even.network);
  await lane.submit([order("gain"), order("loss", { unitPrice: "7.00" })]);
  const { ledgerAccount } = await even.data(ADMIN, LedgerAccountDocument, {
    name: "revenue:platform",
  });
  expect(ledgerAccount!.balance.amount).toBe("0.00");
  const { lines } = (await even.data(ADMIN, TrialBalanceDocument, { first: 9 })).trialBalance;
  expect(lines.edges.map(({ node }) => node.account)).toEqual([
    "assets:custody",
    "liabilities:supplier:S001",
  ]);
  await even.close();
});
