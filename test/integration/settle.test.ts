// Settling through the real lane on real PostgreSQL: one order's way, repetition, refusals, cuts of a stream.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Network } from "../../src/database/database.ts";
import { allBalances } from "../../src/ledger/balances.ts";
import { Lane } from "../../src/settlement/lane.ts";
import { verifyNetwork } from "../../src/settlement/verify.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function balances(network: Network): Promise<Record<string, bigint>> {
  const all = await network.read((tx) => allBalances(tx));
  return Object.fromEntries(all.map(({ account, balanceMinor }) => [account, balanceMinor]));
}

describe("an order", () => {
  it("is split at once between supplier, seller, upline and platform (§2, §3)", async () => {
    const network = await createTestNetwork(database);
    await fillNetwork(network);
    const [outcome] = await new Lane(network).submit([order("o-1", { quantity: "10" })]);
    expect(outcome).toMatchObject({ status: "SETTLED", ref: "o-1" });
    // margin 15.00: SELLER 30 % + DIFFERENTIAL 10 % to E, LEVEL 10 % to D and 5 % to C
    expect(await balances(network)).toEqual({
      "assets:custody": 10_000n,
      "liabilities:supplier:S001": -8_500n,
      "liabilities:distributor:E:available": -600n,
      "liabilities:distributor:D:available": -150n,
      "liabilities:distributor:C:available": -75n,
      "revenue:platform": -675n,
    });
    expect(await verifyNetwork(network)).toMatchObject({ settlements: 1, mismatches: [] });
  });
});
