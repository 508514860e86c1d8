// §7 Custody coverage and what comes into custody, through the API: deposits, top-ups, the gap and its alert.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import type { Database } from "../../src/database/database.ts";
import { approveAdjustment } from "../../src/finance/adjustments/store/decide.ts";
import { proposeAdjustment } from "../../src/finance/adjustments/store/propose.ts";
import { ADMIN, Api, distributor } from "../support/api.ts";
import {
  AlertRaisedDocument,
  CustodyDocument,
  CustodyHoldersDocument,
  CustodyTopUpDocument,
  DepositRecordDocument,
  EventsDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../support/sample.ts";

const LOSING = { ...PLAN, allowLoss: true, rules: [{ kind: "SELLER", rate: "0.50" }] };
const DEPOSIT = {
  idempotencyKey: "bank-1",
  distributor: "E",
  amount: "100.00",
  reference: "转账 0001",
  occurredAt: "2026-01-10T09:00:00+08:00",
};

let database: Database;
let api: Api;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network, { plan: LOSING });
  return () => api.close();
});

const deposit = async (changes: object = {}) =>
  (await api.data(ADMIN, DepositRecordDocument, { input: { ...DEPOSIT, ...changes } }))
    .depositRecord;
const settle = (...orders: ReturnType<typeof order>[]) => api.lanes.of(api.network).submit(orders);
const coverage = async (asOf?: string) =>
  (await api.data(ADMIN, CustodyDocument, { asOf })).custody;

async function topUp(key: string, amount: string) {
  const { reference, occurredAt } = DEPOSIT;
  const input = { idempotencyKey: key, amount, reference, occurredAt };
  return (await api.data(ADMIN, CustodyTopUpDocument, { input })).custodyTopUp;
}

describe("a deposit", () => {
  it("lies in custody, is the distributor's, and is recorded once", async () => {
    const first = await deposit();
    expect(first).toMatchObject({
      transaction: {
        kind: "DEPOSIT",
        ref: "bank-1",
        postings: [
          { account: "assets:custody", amount: { amount: "100.00" } },
          { account: "liabilities:distributor:E:deposit", amount: { amount: "-100.00" } },
        ],
      },
      distributor: { code: "E", balance: { deposit: { amount: "100.00" } } },
      userErrors: [],
    });
    const again = await deposit({ amount: "100", occurredAt: "2026-01-10T01:00:00Z" });
    expect(again).toEqual(first);
    expect((await deposit({ amount: "100.01" })).userErrors).toEqual([
      {
        code: "CONFLICT",
        field: "idempotencyKey",
        message: 'idempotencyKey: "bank-1" was taken with other content',
      },
    ]);
    expect((await verifyNetwork(api.network)).mismatches).toEqual([]);
  });

  it.each([
    [{ amount: "0.00" }, "amount", "INVALID"],
    [{ amount: "-1.00" }, "amount", "INVALID"],
    [{ amount: "0.001" }, "amount", "INVALID"],
    [{ distributor: "nobody" }, "distributor", "NOT_FOUND"],
    [{ reference: " " }, "reference", "INVALID"],
    [{ idempotencyKey: "a b" }, "idempotencyKey", "INVALID"],
    [{ amount: "92233720368547758.08" }, "amount", "OUT_OF_RANGE"],
  ])("is refused with %j, and its key is free again", async (changes, field, code) => {
    expect((await deposit(changes)).userErrors).toMatchObject([{ field, code }]);
    expect((await deposit()).userErrors).toEqual([]);
  });

  it("pays orders by DEPOSIT as far as it goes; a refund puts it back", async () => {
    await deposit({ amount: "10.00" });
    const [spent, refused] = await settle(
      order("d-1", { payment: "DEPOSIT" }),
      order("d-2", { payment: "DEPOSIT" }),
    );
    expect(spent).toMatchObject({ status: "SETTLED" });
    expect(refused).toMatchObject({ refusal: { code: "INSUFFICIENT_DEPOSIT" } });
    const occurredAt = "2026-01-20T12:00:00+08:00";
    const back = parseRefund({ ref: "r-1", orderRef: "d-1", occurredAt, quantity: "1" });
    await api.lanes.of(api.network).submit([back]);
    expect(await settle(order("d-3", { payment: "DEPOSIT" }))).toMatchObject([
      { status: "SETTLED" },
    ]);
  });
});

describe("§7 custody coverage", () => {
  it("owed to whom, the platform's own, and as it was at any recorded time", async () => {
    await deposit();
    await settle(order("o-1", { channelFee: "0.50" }));
    const before = await coverage();
    expect(before).toEqual({
      seq: 6,
      custody: { amount: "110.00" },
      owed: {
        suppliers: { amount: "8.50" },
        distributors: { amount: "100.50" },
        buyers: { amount: "0.00" },
        channel: { amount: "0.50" },
        tax: { amount: "0.00" },
        total: { amount: "109.50" },
      },
      receivables: { amount: "0.00" },
      gap: { amount: "0.00" },
      position: { amount: "0.50" },
    });
    const asOf = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await settle(order("o-2"));
    expect((await coverage()).custody).toEqual({ amount: "120.00" });
    expect(await coverage(asOf)).toEqual(before);
    expect((await coverage("2020-01-01T00:00:00Z")).seq).toBe(0);
  });

  it("what is owed by distributors and suppliers counts to the platform's own, and covers no gap", async () => {
    const { network } = api;
    const text = { template: "DEBIT_DISTRIBUTOR", distributor: "E", amount: "5.00", reason: "x" };
    const { occurredAt } = DEPOSIT;
    await proposeAdjustment(network, { idempotencyKey: "a-1", ...text, occurredAt }, AT);
    await approveAdjustment(network.as({ sub: "boss", role: "ADMIN" }), "a-1");
    await settle(order("loss-1", { unitPrice: "8.00" }));
    expect(await coverage()).toMatchObject({
      receivables: { amount: "5.00" },
      gap: { amount: "0.50" },
      position: { amount: "4.50" },
    });
  });

  it("whose money it is, account by account, as it was at any recorded time", async () => {
    await deposit();
    const asOf = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    // What was owed and is no longer is nobody's.
    await deposit({ idempotencyKey: "bank-2", distributor: "D", amount: "10.00" });
    await settle(
      order("o-1", { channelFee: "0.50" }),
      order("o-2", { seller: "D", payment: "DEPOSIT" }),
    );
    const holders = async (page: object) => {
      const { custody } = await api.data(ADMIN, CustodyHoldersDocument, page);
      const { nodes, pageInfo } = custody.holders;
      return { total: custody.owed.total.amount, nodes, ...pageInfo };
    };
    const held = (account: string, amount: string) => ({ account, amount: { amount } });
    const [channel, other, available, prepaid, payable] = [
      held("liabilities:channel-fee", "0.50"),
      held("liabilities:distributor:D:available", "0.75"),
      held("liabilities:distributor:E:available", "0.50"),
      held("liabilities:distributor:E:deposit", "100.00"),
      held("liabilities:supplier:S001", "17.00"),
    ];
    const all = [channel, other, available, prepaid, payable];
    expect(await holders({ first: 10 })).toMatchObject({ total: "118.75", nodes: all });
    const first = await holders({ first: 3 });
    expect(first).toMatchObject({ nodes: [channel, other, available], hasNextPage: true });
    const rest = await holders({ first: 3, after: first.endCursor });
    expect(rest).toMatchObject({ nodes: [prepaid, payable], hasNextPage: false });
    expect(await holders({ first: 10, asOf })).toMatchObject({ total: "100.00", nodes: [prepaid] });
  });

  it("a gap is told once until it is covered; then the next one is told", async () => {
    const sold = (ref: string) => order(ref, { unitPrice: "8.00" });
    const alerts = api.subscribe(ADMIN, AlertRaisedDocument, {});
    const first = alerts.next();
    await settle(sold("loss-1"), sold("loss-2"));
    expect((await first).value!.data!.alertRaised).toMatchObject({
      gap: { amount: "0.50" },
      settlement: { ref: "loss-1" },
    });
    expect((await coverage()).gap).toEqual({ amount: "1.00" });
    expect((await topUp("own-1", "0.40")).custody!.gap).toEqual({ amount: "0.60" });
    expect((await topUp("own-2", "0.60")).custody!.gap).toEqual({ amount: "0.00" });
    expect((await topUp("own-2", "0.60")).custody!.gap).toEqual({ amount: "0.00" });
    expect((await topUp("own-2", "0.70")).userErrors).toMatchObject([{ code: "CONFLICT" }]);
    await settle(sold("loss-3"));
    expect((await alerts.next()).value!.data!.alertRaised.settlement!.ref).toBe("loss-3");
    await alerts.return();
    expect((await coverage()).position).toEqual({ amount: "-0.50" });
    expect((await verifyNetwork(api.network)).mismatches).toEqual([]);
  });

  it("is no distributor's to see, live or in the feed", async () => {
    await settle(order("loss-1", { unitPrice: "8.00" }));
    const { codes } = await api.codes(distributor("E"), CustodyDocument, {});
    expect(codes).toEqual(["FORBIDDEN"]);
    const kinds = async (asker: object) => {
      const { events } = await api.data(asker, EventsDocument, { first: 100 });
      return events.edges.map(({ node }) => node.__typename);
    };
    expect(await kinds(ADMIN)).toContain("AlertRaised");
    expect(await kinds(distributor("E"))).not.toContain("AlertRaised");
  });
});
