// §2 A deposit never goes below zero, however many sockets spend it at once; the metric tells the gap.
import { type Client, createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import type { Network } from "../../src/database/database.ts";
import { recordDeposit } from "../../src/finance/deposits/store/paid-in.ts";
import { balancesOf } from "../../src/ledger/balances.ts";
import { fillNetwork, order, PLAN } from "../support/sample.ts";
import { orderInput, Served, tokenFor } from "../support/served.ts";

const SOCKETS = 10;
const SETTLE = `mutation ($input: OrderSettleInput!) {
  orderSettle(input: $input) { userErrors { code field } } }`;

let served: Served;
let network: Network;
let clients: Client[];
beforeAll(async () => {
  served = await Served.open();
  network = await served.network();
  await fillNetwork(network, { plan: { ...PLAN, allowLoss: true } });
  const connectionParams = { authorization: `Bearer ${await tokenFor(network)}` };
  clients = Array.from({ length: SOCKETS }, () =>
    createClient({ url: served.socketUrl, webSocketImpl: WebSocket, connectionParams }),
  );
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await served.close();
});

async function spend(client: Client, ref: string): Promise<readonly { code: string }[]> {
  const input = { ...orderInput(ref), payment: "DEPOSIT" };
  const answers = client.iterate<{ orderSettle: { userErrors: { code: string }[] } }>({
    query: SETTLE,
    variables: { input },
  });
  const { value } = await answers.next();
  return value.data.orderSettle.userErrors;
}

it("orders over ten sockets spend what there is, and not a fen more", async () => {
  const paidIn = { reference: "transfer", occurredAt: "2026-01-10T09:00:00+08:00" };
  const pay = (key: string, amount: string) =>
    recordDeposit(network, { key, distributor: "E", amount, ...paidIn }, "key");
  await pay("first", "35.00");
  const spending = clients.flatMap((client, socket) =>
    [1, 2, 3].map((turn) => spend(client, `o-${socket}-${turn}`)),
  );
  const late = Array.from({ length: 10 }, (_, n) => pay(`late-${n}`, "3.00"));
  const [answers] = await Promise.all([Promise.all(spending), ...late]);
  const refused = answers.flat().map(({ code }) => code);
  expect(new Set(refused)).toEqual(new Set(["INSUFFICIENT_DEPOSIT"]));
  const taken = answers.filter((errors) => errors.length === 0).length;
  // Some of them may have come before the late deposits did.
  expect(taken).toBeGreaterThanOrEqual(3);
  expect(taken).toBeLessThanOrEqual(6);
  const name = "liabilities:distributor:E:deposit";
  const [balance] = await network.read((tx) => balancesOf(tx, "CNY", [name]));
  expect(balance).toBe(BigInt(taken) * 1000n - 6500n);
  // What was recorded beside the lane is seen by the next orders, and nothing else.
  await pay("last", "10.00");
  const last = await Promise.all(clients.map((client, n) => spend(client, `last-${n}`)));
  const more = last.filter((errors) => errors.length === 0).length;
  expect([taken + more, last.length]).toEqual([7, SOCKETS]);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("the metrics tell what custody lacks, by network", async () => {
  const figure = (kind: string) =>
    served.metric(`custody_minor_units{network="${network.settings.name}",kind="${kind}"}`);
  expect(await figure("gap")).toBe(0);
  const custody = await figure("balance");
  expect(custody).toBe(7500);
  await served.app.lanes.of(network).submit([order("loss", { unitPrice: "1.00" })]);
  expect(await figure("gap")).toBeGreaterThan(0);
});
