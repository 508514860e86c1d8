// §7, §8 However many sockets approve the payouts of one tax identity at once, the year so far counts each of them.
import { type Client, createClient } from "graphql-ws";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import { Lane } from "../../src/commission/orders/lane/lane.ts";
import type { Network } from "../../src/database/database.ts";
import { requestPayout } from "../../src/finance/payouts/store/request-payout.ts";
import { setTaxIdentity } from "../../src/finance/payouts/store/tax-identity.ts";
import { TERMS_KIND } from "../../src/finance/payouts/store/terms-kind.ts";
import { publishAll } from "../../src/platform/publishing/publish.ts";
import { AT, fillNetwork, order, PLAN } from "../support/sample.ts";
import { Served, tokenFor } from "../support/served.ts";

const SOCKETS = 4;
const PAYOUTS = 12;

let served: Served;
let network: Network;
beforeAll(async () => {
  served = await Served.open();
  network = await served.network();
  await fillNetwork(network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] } });
  const sales = { quantity: "200", unitPrice: "1000.00" };
  await new Lane(network).submit(["D", "E"].map((seller) => order(seller, { ...sales, seller })));
  const effectiveFrom = "2026-01-01T00:00:00+08:00";
  const document = { effectiveFrom, payout: {}, tax: { distributor: "CUMULATIVE" } };
  await publishAll(network, TERMS_KIND, [{ document }], AT);
  for (const distributor of ["D", "E"]) {
    await setTaxIdentity(network, { distributor, identity: "T-1", reason: "one person" }, AT);
  }
  for (let n = 0; n < PAYOUTS; n += 1) {
    const whom = { distributor: n % 2 === 0 ? "D" : "E", amount: "10000.00" };
    await requestPayout(network, { idempotencyKey: `p-${n}`, ...whom }, AT);
  }
});
afterAll(() => served.close());

const APPROVE = `mutation ($input: PayoutApproveInput!) {
  payoutApprove(input: $input) { payout { tax { amount } } userErrors { message } } }`;

/** Approves payouts of its own, one after another, and gives the tax of each in yuan. */
async function approve(client: Client, refs: readonly string[]): Promise<number[]> {
  const taxes: number[] = [];
  for (const ref of refs) {
    const answers = client.iterate({ query: APPROVE, variables: { input: { ref } } });
    const { payoutApprove } = (await answers.next()).value.data;
    expect(payoutApprove.userErrors).toEqual([]);
    taxes.push(Number(payoutApprove.payout.tax.amount));
  }
  return taxes;
}

it("what is withheld in all is the tax on all", async () => {
  const clients = await Promise.all(
    Array.from({ length: SOCKETS }, async (_, n) => {
      const token = await tokenFor(network, { role: "FINANCE", sub: `clerk-${n}` });
      const connectionParams = { authorization: `Bearer ${token}` };
      return createClient({ url: served.socketUrl, webSocketImpl: WebSocket, connectionParams });
    }),
  );
  const refs = Array.from({ length: PAYOUTS }, (_, n) => `p-${n}`);
  const taxes = await Promise.all(
    clients.map((client, n) =>
      approve(
        client,
        refs.filter((_, ref) => ref % SOCKETS === n),
      ),
    ),
  );
  for (const client of clients) await client.dispose();
  // 8,000 more each time, less 5,000 once: 3 %, from 36,000 on 10 %; 6,580.00 in all.
  const due = [90, 240, 240, 240, 240, 730, ...Array.from({ length: 6 }, () => 800)];
  expect(taxes.flat().toSorted((one, other) => one - other)).toEqual(due);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
  const { rows } = await network.read((tx) =>
    sql<{ n: number }>`select count(*)::int as n from payout_tax where identity = 'T-1'`.execute(
      tx.db,
    ),
  );
  expect(rows).toEqual([{ n: PAYOUTS }]);
});
