// Orders through the API: settled, repeated and refused, alone and by the hundred, and read again.
import { parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api } from "../support/api.ts";
import {
  LedgerTransactionsDocument,
  OrderDocument,
  OrderRefundDocument,
  OrderSettleDocument,
  type OrderSettleInput,
  OrdersDocument,
  OrdersSettleDocument,
  SettlementDocument,
  SimulateOrderDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork } from "../support/sample.ts";

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

function input(ref: string, other: Partial<OrderSettleInput> = {}): OrderSettleInput {
  return {
    ref,
    occurredAt: "2026-01-15T12:00:00+08:00",
    seller: "E",
    product: "QB-10",
    quantity: 1,
    unitPrice: "10.00",
    ...other,
  };
}

async function settle(order: OrderSettleInput) {
  return (await api.data(ADMIN, OrderSettleDocument, { input: order })).orderSettle;
}

async function head(): Promise<number> {
  const { ledgerTransactions } = await api.data(ADMIN, LedgerTransactionsDocument, { last: 1 });
  return ledgerTransactions.edges[0]!.node.seq;
}

test("an order is settled, and its settlement shows where all of it went", async () => {
  const answer = await settle(input("whole", { buyer: "b-1", channelFee: "0.06", quantity: 2 }));
  expect(answer).toMatchObject({ ref: "whole", outcome: "SETTLED", userErrors: [] });
  const { settlement } = await api.data(ADMIN, SettlementDocument, { ref: "whole" });
  expect(settlement).toMatchObject({
    ref: "whole",
    seq: answer.settlement!.seq,
    occurredAt: "2026-01-15T04:00:00.000Z",
    accountingDate: "2026-01-15",
    seller: { code: "E" },
    product: { code: "QB-10" },
    supplier: { code: "S001" },
    buyer: "b-1",
    quantity: 2,
    unitPrice: { amount: "10.00" },
    supplyPrice: { amount: "8.50" },
    gross: { amount: "20.00" },
    cost: { amount: "17.00" },
    channelFee: { amount: "0.06" },
    margin: { amount: "2.94" },
    payment: "CHANNEL",
    plan: { version: 1, name: "standard" },
    ladderVersion: 1,
    tierChanges: [],
  });
  expect(settlement!.shares![0]).toEqual({
    rule: 0,
    kind: "SELLER",
    recipient: { code: "E" },
    level: 0,
    tier: "AGENT",
    basis: { amount: "2.94" },
    rate: "0.3",
    amount: { amount: "0.88" },
    reason: "PAID",
  });
  const minor = (amount: string) => BigInt(amount.replace(".", ""));
  const sum = settlement!.postings!.reduce((left, one) => left + minor(one.amount.amount), 0n);
  expect(sum).toBe(0n);
  const shared = settlement!.shares!.reduce((left, one) => left + minor(one.amount.amount), 0n);
  expect(minor(settlement!.margin!.amount) - shared).toBe(minor(settlement!.platform!.amount));
});

test("the same order again gives the first result, and with other content a conflict", async () => {
  const first = await settle(input("again"));
  const before = await head();
  const same = await settle(
    input("again", { occurredAt: "2026-01-15T04:00:00Z", unitPrice: "10" }),
  );
  expect(same).toMatchObject({ outcome: "REPEATED", settlement: first.settlement, userErrors: [] });
  const other = await settle(input("again", { quantity: 2 }));
  expect(other).toMatchObject({ outcome: "REFUSED", order: null, settlement: null });
  expect(other.userErrors).toEqual([
    { field: "ref", code: "CONFLICT", message: expect.stringContaining('"again"') },
  ]);
  expect(await head()).toBe(before);
});

test.each<[string, string, Partial<OrderSettleInput>]>([
  ["INVALID", "quantity", { quantity: 0 }],
  ["INVALID", "quantity", { quantity: -1 }],
  ["INVALID", "quantity", { quantity: 1.5 }],
  ["INVALID", "quantity", { quantity: 1e12 }],
  ["INVALID", "quantity", { quantity: 1e30 }],
  ["INVALID", "quantity", { quantity: "１" }],
  ["INVALID", "unitPrice", { unitPrice: "0" }],
  ["INVALID", "unitPrice", { unitPrice: "10.001" }],
  ["INVALID", "unitPrice", { unitPrice: "ten" }],
  ["OUT_OF_RANGE", "unitPrice", { unitPrice: "99999999999999999999" }],
  ["INVALID", "occurredAt", { occurredAt: "2026-01-15T12:00:00" }],
  ["INVALID", "occurredAt", { occurredAt: "2026-02-30T12:00:00Z" }],
  ["INVALID", "seller", { seller: "e e" }],
  ["INVALID", "ref", { ref: "" }],
  ["INVALID", "buyer", { buyer: "名" }],
  ["UNKNOWN_SELLER", "seller", { seller: "nobody" }],
  ["UNKNOWN_PRODUCT", "product", { product: "nothing" }],
  ["BEFORE_FIRST_PLAN", "occurredAt", { occurredAt: "2025-12-31T23:59:59.999+08:00" }],
  ["NEGATIVE_MARGIN", "unitPrice", { unitPrice: "8.49" }],
  ["INSUFFICIENT_DEPOSIT", "payment", { payment: "DEPOSIT" }],
])("%s: %s of %o, and nothing changes", async (code, field, fault) => {
  const before = await head();
  const order = input("faulty", fault);
  const answer = await settle(order);
  expect(answer).toMatchObject({ ref: order.ref, outcome: "REFUSED", settlement: null });
  expect(answer.userErrors).toEqual([
    { code, field, message: expect.stringMatching(`^${field}: `) },
  ]);
  expect(await head()).toBe(before);
  expect((await api.data(ADMIN, OrderDocument, { ref: "faulty" })).order).toBeNull();
});

test("an amount as a JSON number is refused by the type, and the path says where", async () => {
  const order = { ...input("float"), unitPrice: 10.5 as unknown as string };
  const { errors } = await api.run(ADMIN, OrderSettleDocument, { input: order });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
  expect(errors[0]!.message).toMatch(
    /"input\.unitPrice".*Decimal must be a string such as "12\.50"/,
  );
});

test("of many orders each is taken or refused by itself", async () => {
  const orders = [
    input("m-1", { unitPrice: "11" }),
    input("m-2", { quantity: 1.5 }),
    input("m-3", { seller: "nobody" }),
    input("m-1", { unitPrice: "11.00" }),
    input("m-4", { unitPrice: "12.00" }),
  ];
  const { ordersSettle } = await api.data(ADMIN, OrdersSettleDocument, { input: { orders } });
  expect(ordersSettle.results).toMatchObject([
    { ref: "m-1", outcome: "SETTLED", settlement: { gross: { amount: "11.00" } }, userErrors: [] },
    { ref: "m-2", outcome: "REFUSED", userErrors: [{ field: "quantity", code: "INVALID" }] },
    { ref: "m-3", outcome: "REFUSED", userErrors: [{ field: "seller", code: "UNKNOWN_SELLER" }] },
    { ref: "m-1", outcome: "REPEATED", settlement: { gross: { amount: "11.00" } } },
    { ref: "m-4", outcome: "SETTLED", settlement: { gross: { amount: "12.00" } }, userErrors: [] },
  ]);
  expect(ordersSettle.userErrors).toMatchObject([
    { field: "orders[1].quantity", code: "INVALID" },
    { field: "orders[2].seller", code: "UNKNOWN_SELLER" },
  ]);
});

test("a thousand orders are taken at once, and one more is not", async () => {
  const thousand = Array.from({ length: 1_000 }, (_, index) => input(`k-${index}`));
  const before = await head();
  const tooMany = { orders: [...thousand, input("k-1000")] };
  const refused = await api.data(ADMIN, OrdersSettleDocument, { input: tooMany });
  expect(refused.ordersSettle).toMatchObject({
    results: [],
    userErrors: [{ field: "orders", code: "INVALID" }],
  });
  expect(await head()).toBe(before);
  const taken = await api.data(ADMIN, OrdersSettleDocument, { input: { orders: thousand } });
  expect(taken.ordersSettle.userErrors).toEqual([]);
  expect(taken.ordersSettle.results.map(({ outcome }) => outcome)).toEqual(
    thousand.map(() => "SETTLED"),
  );
  expect(await head()).toBe(before + 1_000);
});

test("no orders at all are no fault", async () => {
  const { ordersSettle } = await api.data(ADMIN, OrdersSettleDocument, { input: { orders: [] } });
  expect(ordersSettle).toEqual({ results: [], userErrors: [] });
});

test("an order is read as it was sent", async () => {
  await settle(input("read", { seller: "C", product: "CARD-50", unitPrice: "50" }));
  const { order } = await api.data(ADMIN, OrderDocument, { ref: "read" });
  expect(order).toMatchObject({
    ref: "read",
    occurredAt: "2026-01-15T04:00:00.000Z",
    quantity: 1,
    unitPrice: { amount: "50.00", asset: "CNY" },
    payment: "CHANNEL",
    buyer: null,
    seller: { code: "C" },
    product: { code: "CARD-50" },
  });
  expect((await api.data(ADMIN, OrderDocument, { ref: "none" })).order).toBeNull();
  expect((await api.data(ADMIN, SettlementDocument, { ref: "none" })).settlement).toBeNull();
});

test("orders are listed by seller, in the order of the stream", async () => {
  await settle(input("by-d-1", { seller: "D" }));
  await settle(input("by-c", { seller: "C" }));
  await settle(input("by-d-2", { seller: "D" }));
  const list = async (seller: string) => {
    const { orders } = await api.data(ADMIN, OrdersDocument, { seller, last: 2 });
    return orders.edges.map(({ node }) => node.ref);
  };
  expect(await list("D")).toEqual(["by-d-1", "by-d-2"]);
  expect(await list("C")).toEqual(["read", "by-c"]);
  expect(await list("nobody")).toEqual([]);
});

test("a cursor of another list is refused, though its key looks the same", async () => {
  const { ledgerTransactions } = await api.data(ADMIN, LedgerTransactionsDocument, { first: 1 });
  const after = ledgerTransactions.pageInfo.endCursor ?? null;
  const { errors } = await api.run(ADMIN, OrdersDocument, { first: 1, after });
  expect(errors).toMatchObject([{ extensions: { code: "INVALID", field: "after" } }]);
});

test("of two orders in one request the second shows what was true after it", async () => {
  const part = "order { seller { balance { available { amount } } } }";
  const sale = 'occurredAt: "2026-01-15T00:00:00Z", seller: "E", product: "QB-10", quantity: 1';
  const one = (ref: string) =>
    `${ref}: orderSettle(input: { ref: "${ref}", ${sale}, unitPrice: "10" }) { ${part} }`;
  const two = parse(`mutation { ${one("first")} ${one("second")} }`);
  const { data } = await api.run<Record<string, Paid>, object>(ADMIN, two, {});
  const [first, second] = [data!.first!, data!.second!].map(
    ({ order }) => order.seller.balance.available.amount,
  );
  expect(Number(second)).toBeGreaterThan(Number(first));
});

interface Paid {
  readonly order: { seller: { balance: { available: { amount: string } } } };
}

test("an order is refunded, and the answer shows what was posted; wrong ones are refused by field", async () => {
  await settle(input("back", { quantity: 2 }));
  const refund = {
    ref: "back-1",
    orderRef: "back",
    occurredAt: "2026-01-20T00:00:00Z",
    quantity: 2,
  };
  const run = async (changes: Partial<typeof refund>) =>
    (await api.data(ADMIN, OrderRefundDocument, { input: { ...refund, ...changes } })).orderRefund;
  const done = await run({});
  expect(done).toMatchObject({ outcome: "SETTLED", order: { ref: "back" }, userErrors: [] });
  expect(done.transaction!.postings).toContainEqual({
    account: "assets:custody",
    amount: { amount: "-20.00" },
  });
  expect(await run({})).toMatchObject({ outcome: "REPEATED" });
  const seq = await head();
  for (const [changes, code, field] of [
    [{ quantity: 1 }, "CONFLICT", "ref"],
    [{ ref: "other", quantity: 1 }, "EXCEEDS_ORDER", "quantity"],
    [{ ref: "other", orderRef: "nothing" }, "UNKNOWN_ORDER", "orderRef"],
    [{ ref: "other", quantity: 0 }, "INVALID", "quantity"],
  ] as const) {
    expect(await run(changes)).toMatchObject({
      outcome: "REFUSED",
      order: null,
      transaction: null,
      userErrors: [{ code, field }],
    });
  }
  expect(await head()).toBe(seq);
});

test("an order that is simulated is explained as it would be settled, and nothing is written", async () => {
  const seq = await head();
  const order = input("would-be", { quantity: 6_000 });
  const { simulateOrder: told } = await api.data(ADMIN, SimulateOrderDocument, { input: order });
  expect(await head()).toBe(seq);
  await settle(order);
  const { settlement } = await api.data(ADMIN, SettlementDocument, { ref: "would-be" });
  expect(told.platform).toEqual({ amount: settlement!.platform!.amount });
  expect(told.shares.map((share) => share.amount.amount)).toEqual(
    settlement!.shares!.map((share) => share.amount.amount),
  );
  expect(told.tierChanges.map(({ to }) => to)).toContain("GOLD");
  const refused = await api.run(ADMIN, SimulateOrderDocument, {
    input: { ...order, seller: "nobody" },
  });
  expect(refused.errors[0]!.extensions).toMatchObject({ code: "UNKNOWN_SELLER" });
});
