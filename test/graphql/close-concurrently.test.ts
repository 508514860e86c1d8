// Months closed and tiers set while orders come in over sockets: each acts on what the stream left before it.
import { type Client, createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import { fillNetwork, LADDER, LINE, PLAN } from "../support/sample.ts";
import { orderInput, Served, tokenFor } from "../support/served.ts";

let served: Served;
const clients: Client[] = [];
beforeAll(async () => {
  served = await Served.open();
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await served.close();
});

const BEGIN = "2020-01-01T00:00:00+08:00";
const MONTHS = Array.from(
  { length: 12 },
  (_, index) => `2020-${String(index + 1).padStart(2, "0")}`,
);
const TIERS = [
  { code: "AGENT" },
  { code: "GOLD", personalVolume: "40.00" },
  { code: "CORE", teamVolume: "90.00" },
];
const SETTLE =
  "mutation ($input: OrderSettleInput!) { orderSettle(input: $input) { outcome userErrors { code } } }";
const CLOSE =
  "mutation ($input: WindowCloseInput!) { windowClose(input: $input) { userErrors { code } windowClose { downgraded } } }";
const SET =
  "mutation ($input: DistributorSetTierInput!) { distributorSetTier(input: $input) { userErrors { code } } }";

async function ask(client: Client, query: string, input: object): Promise<Record<string, unknown>> {
  for await (const { data, errors } of client.iterate({ query, variables: { input } })) {
    expect(errors).toBeUndefined();
    return data as Record<string, unknown>;
  }
  throw new Error("no answer");
}

it("orders from many sockets, closes and tiers by hand at once: one stream, and verify agrees with it", async () => {
  const network = await served.network();
  await fillNetwork(network, {
    ladder: {
      ...LADDER,
      effectiveFrom: BEGIN,
      downgrade: { policy: "TO_QUALIFIED" },
      tiers: TIERS,
    },
    plan: { ...PLAN, effectiveFrom: BEGIN },
    distributors: LINE.map((row) => ({ ...row, tier: "CORE", joined_at: BEGIN })),
  });
  const token = await tokenFor(network);
  for (let n = 0; n < 6; n += 1) {
    const connectionParams = { authorization: `Bearer ${token}` };
    const url = served.socketUrl;
    clients.push(createClient({ url, webSocketImpl: WebSocket, connectionParams }));
  }
  // Each socket sells through the year, a month ahead of the closes at times and behind them at others.
  const sold = clients.slice(1).map(async (client, n) => {
    for (const [index, month] of MONTHS.entries()) {
      const seller = LINE[(n + index) % LINE.length]!.code;
      const occurredAt = `${month}-15T12:00:00+08:00`;
      const input = orderInput(`s${n}-${index}`, { occurredAt, seller, unitPrice: "25.00" });
      expect(await ask(client, SETTLE, input)).toMatchObject({
        orderSettle: { outcome: "SETTLED" },
      });
    }
  });
  const closed = MONTHS.map((month) => async () => {
    const { windowClose } = await ask(clients[0]!, CLOSE, { month });
    expect(windowClose).toMatchObject({ userErrors: [] });
    const input = { code: "C", tier: "GOLD", reason: month, until: "2999-12-31" };
    expect(await ask(clients[0]!, SET, input)).toMatchObject({
      distributorSetTier: { userErrors: [] },
    });
    return (windowClose as { windowClose: { downgraded: number } }).windowClose.downgraded;
  });
  let downgraded = 0;
  for (const one of closed) downgraded += await one();
  await Promise.all(sold);
  expect(downgraded).toBeGreaterThan(0);
  const { mismatches, settlements } = await verifyNetwork(network);
  expect(mismatches).toEqual([]);
  expect(settlements).toBe(5 * MONTHS.length);
});
