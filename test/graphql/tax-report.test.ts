// §7 The quarterly report and the identities through the API, page by page.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { approvePayout, confirmPayout } from "../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../src/finance/payouts/store/request-payout.ts";
import { TERMS_KIND } from "../../src/finance/payouts/store/terms-kind.ts";
import { closeMonth } from "../../src/finance/periods/store/close-month.ts";
import { parseInstant } from "../../src/kernel/time.ts";
import { allBalances } from "../../src/ledger/balances.ts";
import { publishAll } from "../../src/platform/publishing/publish.ts";
import { ADMIN, Api } from "../support/api.ts";
import {
  TaxIdentitiesDocument,
  TaxIdentitySetDocument,
  TaxReportDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { AT, fillNetwork, LINE, order, PLAN } from "../support/sample.ts";

let database: Database;
let api: Api;
beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] } });
  const sales = { quantity: "100", unitPrice: "1000.00" };
  const orders = LINE.map(({ code }) => order(code, { ...sales, seller: code }));
  await api.lanes.of(api.network).submit(orders);
  const effectiveFrom = "2026-01-01T00:00:00+08:00";
  const document = { effectiveFrom, payout: {}, tax: { distributor: "PER_PAYMENT" } };
  await publishAll(api.network, TERMS_KIND, [{ document }], AT);
});
afterAll(async () => {
  await api.close();
  await database.close();
});

const setIdentity = async (input: object) => {
  const whole = { reason: "one person", ...input };
  return (await api.data(ADMIN, TaxIdentitySetDocument, { input: whole })).taxIdentitySet;
};

async function pay(ref: string, distributor: string, amount: string, paidAt: string) {
  await requestPayout(api.network, { idempotencyKey: ref, distributor, amount }, AT);
  await approvePayout(api.network, ref, AT);
  await confirmPayout(api.network, ref, `bank ${ref}`, parseInstant(paidAt, ""));
}

it("identities are set, listed as they hold now, and given back", async () => {
  for (const distributor of ["A", "B", "C"]) {
    expect(await setIdentity({ distributor, identity: "T-1" })).toEqual({
      identity: "T-1",
      userErrors: [],
    });
  }
  expect((await setIdentity({ distributor: "B", identity: "t-2" })).identity).toBe("t-2");
  expect((await setIdentity({ distributor: "C", identity: null })).identity).toBe("distributor:C");
  expect((await setIdentity({ distributor: "D", identity: "a b" })).userErrors).toMatchObject([
    { code: "INVALID", field: "identity" },
  ]);
  expect((await setIdentity({ supplier: "S001", identity: "T-1" })).identity).toBe("T-1");
  const listed = async (variables: object) => {
    const { taxIdentities } = await api.data(ADMIN, TaxIdentitiesDocument, variables);
    const { nodes, pageInfo } = taxIdentities;
    return { held: nodes.map(({ payee, identity }) => `${payee} ${identity}`), pageInfo };
  };
  const first = await listed({ first: 2 });
  expect(first.held).toEqual(["distributor:A T-1", "distributor:B t-2"]);
  const rest = await listed({ first: 2, after: first.pageInfo.endCursor });
  expect(rest).toMatchObject({ held: ["supplier:S001 T-1"], pageInfo: { hasNextPage: false } });
  expect((await listed({ first: 9, identity: "T-1" })).held).toEqual([
    "distributor:A T-1",
    "supplier:S001 T-1",
  ]);
});

it("the quarter has what confirmations put on liabilities:tax, by accounting date", async () => {
  await pay("a-1", "A", "2000.00", "2026-02-10T12:00:00+08:00");
  await pay("a-2", "A", "3000.00", "2026-03-10T12:00:00+08:00");
  await pay("b-1", "B", "800.00", "2026-03-10T12:00:00+08:00");
  await pay("c-1", "C", "5000.00", "2026-03-31T23:59:59.999+08:00");
  await pay("d-1", "D", "5000.00", "2026-04-01T00:00:00+08:00");
  for (const month of ["2026-01", "2026-02", "2026-03"]) {
    await closeMonth(api.network, month, Date.now());
  }
  // It happened in the first quarter, which is closed: it is the second one's.
  await pay("e-1", "E", "2000.00", "2026-03-31T12:00:00+08:00");
  const read = async (quarter: string, page: object) =>
    (await api.data(ADMIN, TaxReportDocument, { quarter, ...page })).taxReport;
  const first = await read("2026-Q1", { first: 2 });
  expect(first).toMatchObject({
    quarter: "2026-Q1",
    payments: 4,
    income: { amount: "10800.00" },
    tax: { amount: "1480.00" },
  });
  expect(first.lines.nodes).toEqual([
    {
      identity: "T-1",
      payees: ["distributor:A"],
      payeeCount: 1,
      payments: 2,
      income: { amount: "5000.00" },
      tax: { amount: "680.00" },
    },
    {
      identity: "distributor:C",
      payees: ["distributor:C"],
      payeeCount: 1,
      payments: 1,
      income: { amount: "5000.00" },
      tax: { amount: "800.00" },
    },
  ]);
  const rest = await read("2026-Q1", { first: 2, after: first.lines.pageInfo.endCursor });
  expect(rest.lines.nodes.map(({ identity, tax }) => [identity, tax.amount])).toEqual([
    ["t-2", "0.00"],
  ]);
  const second = await read("2026-Q2", { first: 9 });
  expect(second.lines.nodes.map(({ identity }) => identity)).toEqual([
    "distributor:D",
    "distributor:E",
  ]);
  const all = await api.network.read((tx) => allBalances(tx));
  const kept = all.find(({ account }) => account === "liabilities:tax")!.balanceMinor;
  const told = [first, second].reduce((sum, { tax }) => sum + Number(tax.amount) * 100, 0);
  expect(kept).toBe(BigInt(-told));
  const { errors } = await api.run(ADMIN, TaxReportDocument, { quarter: "2026-Q5", first: 1 });
  expect(errors[0]!.message).toContain('quarter: "2026-Q5" is not a quarter');
});
