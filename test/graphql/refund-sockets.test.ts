// §6 Refunds that cannot be, and refunds at once over ten sockets: each is told its field and cause, and the book holds.
import { type Client, createClient } from "graphql-ws";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import type { Network } from "../../src/database/database.ts";
import { allBalances } from "../../src/ledger/balances.ts";
import { fillNetwork, order, PLAN } from "../support/sample.ts";
import { Served, tokenFor } from "../support/served.ts";

const SOCKETS = 10;
const REFUND = `mutation ($input: OrderRefundInput!) {
  orderRefund(input: $input) { outcome refund { id } userErrors { code field message } } }`;

interface Answer {
  readonly outcome: string;
  readonly refund: { readonly id: string } | null;
  readonly userErrors: readonly { code: string; field: string; message: string }[];
}

let served: Served;
let network: Network;
let clients: Client[];
beforeAll(async () => {
  served = await Served.open();
  network = await served.network();
  await fillNetwork(network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "0.30" }] } });
  const token = await tokenFor(network);
  const connectionParams = { authorization: `Bearer ${token}` };
  clients = Array.from({ length: SOCKETS }, () =>
    createClient({ url: served.socketUrl, webSocketImpl: WebSocket, connectionParams }),
  );
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await served.close();
});

/** Each test's own order: of three units, one of which is refunded already as `<orderRef>-1`. */
let orderRef = "";
let orders = 0;
beforeEach(async () => {
  orders += 1;
  orderRef = `o${orders}`;
  await served.app.lanes.of(network).submit([order(orderRef, { quantity: "3" })]);
  expect(await refund(0, {})).toMatchObject({ outcome: "SETTLED", userErrors: [] });
});

/** Refunds one unit as `<orderRef>-1`, but for what is said otherwise, over the n-th socket. */
async function refund(socket: number, changes: object): Promise<Answer> {
  const occurredAt = "2026-01-20T12:00:00+08:00";
  const input = { ref: `${orderRef}-1`, orderRef, occurredAt, quantity: 1, ...changes };
  const answers = clients[socket]!.iterate<{ orderRefund: Answer }>({
    query: REFUND,
    variables: { input },
  });
  const { value } = await answers.next();
  return value.data.orderRefund;
}

/** The same over all sockets at once, `changes` by socket. */
const refundAll = (changes: (socket: number) => object) =>
  Promise.all(clients.map((_, socket) => refund(socket, changes(socket))));

const count = (answers: readonly Answer[], outcome: string) =>
  answers.filter((answer) => answer.outcome === outcome).length;

/** What stands in the book, by account; checked to be sound. */
async function book(): Promise<unknown> {
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
  return network.read((tx) => allBalances(tx));
}

describe("a refund is refused, and nothing has changed", () => {
  it.each<[what: string, changes: object, code: string, fault: string]>([
    ["of an unknown order", { orderRef: "none" }, "UNKNOWN_ORDER", 'orderRef: no order "none"'],
    [
      "of more than is left",
      { quantity: 3 },
      "EXCEEDS_ORDER",
      "quantity: 3 is more than what is left to refund, 2 of the order's 3",
    ],
    [
      "of no units",
      { quantity: 0 },
      "INVALID",
      'quantity: "0" is not a whole number from 1 to 1000000000',
    ],
  ])("%s", async (_, changes, code, message) => {
    const before = await book();
    const [field] = message.split(":");
    expect(await refund(0, { ref: "bad", ...changes })).toEqual({
      outcome: "REFUSED",
      refund: null,
      userErrors: [{ code, field, message }],
    });
    expect(await book()).toEqual(before);
  });

  it("by a key that another quantity has; the same again is what it was", async () => {
    const before = await book();
    const message = `ref: "${orderRef}-1" was settled with other content`;
    expect(await refund(1, { quantity: 2 })).toMatchObject({
      outcome: "REFUSED",
      userErrors: [{ code: "CONFLICT", field: "ref", message }],
    });
    expect(await refund(2, {})).toMatchObject({ outcome: "REPEATED", userErrors: [] });
    expect(await book()).toEqual(before);
  });
});

describe("over ten sockets at once", () => {
  it("one key, the same content: posted once, and all are told of it", async () => {
    const answers = await refundAll(() => ({ ref: `${orderRef}-2` }));
    expect([count(answers, "SETTLED"), count(answers, "REPEATED")]).toEqual([1, SOCKETS - 1]);
    expect(new Set(answers.map((answer) => answer.refund?.id)).size).toBe(1);
    expect((await refund(0, { ref: "rest", quantity: 1 })).outcome).toBe("SETTLED");
    await book();
  });

  it("one key, two quantities: the first of them stands, the other is a CONFLICT", async () => {
    const answers = await refundAll((n) => ({ ref: `${orderRef}-2`, quantity: 1 + (n % 2) }));
    const half = SOCKETS / 2;
    expect([count(answers, "SETTLED"), count(answers, "REPEATED")]).toEqual([1, half - 1]);
    const refused = answers.filter(({ outcome }) => outcome === "REFUSED");
    expect(refused).toHaveLength(half);
    for (const { userErrors } of refused) {
      expect(userErrors).toMatchObject([{ code: "CONFLICT", field: "ref" }]);
    }
    await book();
  });

  it("a key each: as many are taken as units are left, and nothing of the order stays", async () => {
    const answers = await refundAll((n) => ({ ref: `${orderRef}-2-${n}` }));
    expect(count(answers, "SETTLED")).toBe(2);
    for (const { outcome, userErrors } of answers) {
      if (outcome === "SETTLED") continue;
      expect(userErrors).toMatchObject([{ code: "EXCEEDS_ORDER", field: "quantity" }]);
    }
    const before = await book();
    expect(await refund(3, { ref: "one-more" })).toMatchObject({ outcome: "REFUSED" });
    expect(await book()).toEqual(before);
  });
});
