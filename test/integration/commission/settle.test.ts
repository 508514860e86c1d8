// Settling through the real lane on real PostgreSQL: one order's way, repetition, refusals, cuts of a stream.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order, PLAN } from "../../support/sample.ts";

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

  it("§3 keeps the plan's version, and a line for each share, paid or not, with the reason", async () => {
    const network = await createTestNetwork(database);
    const rules = [
      { kind: "SELLER", rate: { AGENT: "0.30" }, match: { product: "QB-10" } },
      { kind: "LEVEL", rates: ["0.10"], minTier: "GOLD" },
      { kind: "DIFFERENTIAL", rate: { AGENT: "0.10" }, minTier: "GOLD", maxLevels: 1 },
      { kind: "REFERRAL", rate: "0.10", firstSales: 1 },
      { kind: "CASHBACK", rate: "0.10" },
      { kind: "PRICE_DIFFERENCE", prices: { AGENT: "0" }, maxLevels: 1 },
    ];
    await fillNetwork(network, { plan: { ...PLAN, rules } });
    const lane = new Lane(network);
    await lane.submit([order("first"), order("second"), order("root", { seller: "A" })]);
    const { rows } = await network.read((tx) =>
      sql<{ plan: number; reasons: string }>`
        select plan_version as plan,
               (select string_agg(share ->> 'reason', ' ') from json_array_elements(shares::json) share)
                 as reasons
          from settlement order by seq`.execute(tx.db),
    );
    const common = "PAID FORFEITED INELIGIBLE INELIGIBLE";
    expect(rows).toEqual([
      { plan: 1, reasons: `${common} PAID NO_BUYER CAPPED ZERO` },
      { plan: 1, reasons: `${common} NOT_FIRST NO_BUYER CAPPED ZERO` },
      { plan: 1, reasons: "PAID INELIGIBLE NO_PARENT NO_BUYER CAPPED" },
    ]);
  });
});
