// §7 verify recomputes the tax of payouts, and names each that is not what was kept or posted.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import {
  approvePayout,
  confirmPayout,
  failPayout,
} from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { setTaxIdentity } from "../../../src/finance/payouts/store/tax-identity.ts";
import { TERMS_KIND } from "../../../src/finance/payouts/store/terms-kind.ts";
import { publishAll } from "../../../src/platform/publishing/publish.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../../support/sample.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] } });
  await new Lane(network).submit([order("o-1", { quantity: "1000", unitPrice: "1000.00" })]);
  const effectiveFrom = "2026-01-01T00:00:00+08:00";
  const document = { effectiveFrom, payout: {}, tax: { distributor: "CUMULATIVE" } };
  await publishAll(network, TERMS_KIND, [{ document }], AT);
  await approve("p-1", "20000.00");
  await setTaxIdentity(network, { distributor: "E", identity: "T-1", reason: "any" }, AT);
  await approve("p-2", "20000.00");
  await approve("p-3", "10000.00");
  await failPayout(network, "p-2", "closed", AT);
  await approve("p-4", "20000.00");
  await confirmPayout(network, "p-1", "bank 1", AT);
  expect(await mismatches()).toEqual([]);
});

async function approve(ref: string, amount: string): Promise<void> {
  await requestPayout(network, { idempotencyKey: ref, distributor: "E", amount }, AT);
  await approvePayout(network, ref, AT);
}

const mismatches = async () => (await verifyNetwork(network)).mismatches;
const run = (statement: string) => network.write((tx) => sql.raw(statement).execute(tx.db));

/** As one who owns the database could. */
async function forge(table: string, statement: string): Promise<void> {
  await network.write(async (tx) => {
    await sql.raw(`alter table ${table} disable trigger ${table}_immutable`).execute(tx.db);
    await sql.raw(statement).execute(tx.db);
    await sql.raw(`alter table ${table} enable always trigger ${table}_immutable`).execute(tx.db);
  });
}

const set = (what: string, n: number) =>
  `update payout_tax set ${what} where payout_seq = (select seq from payout where ref = 'p-${n}')`;

it("nobody changes a tax or an identity, or takes one away", async () => {
  await expect(run("update payout_tax set tax = 0")).rejects.toThrow(/payout_tax/);
  await expect(run("delete from payout_tax")).rejects.toThrow(/payout_tax/);
  await expect(run("truncate tax_identity")).rejects.toThrow(/tax_identity/);
  await expect(run("update tax_identity set identity = 'x'")).rejects.toThrow(/tax_identity/);
});

it.each([
  [
    set("tax = 1", 3),
    [
      "tax of payout p-3: is 1 for T-1 in 2026-1 by CUMULATIVE of terms 1 and should be 24000 for T-1 in 2026-1 by CUMULATIVE of terms 1",
    ],
  ],
  [
    set("identity = 'T-2'", 4),
    [
      "tax of payout p-4: is 33000 for T-2 in 2026-1 by CUMULATIVE of terms 1 and should be 33000 for T-1 in 2026-1 by CUMULATIVE of terms 1",
    ],
  ],
  [
    set("month = 2", 4),
    [
      "tax of payout p-4: is 33000 for T-1 in 2026-2 by CUMULATIVE of terms 1 and should be 33000 for T-1 in 2026-1 by CUMULATIVE of terms 1",
    ],
  ],
  [set("income = 1", 4), ["payout p-4: has the tax of another amount or approval"]],
  [
    set("tax = 32999", 1),
    [
      "payout p-1: 33000 was withheld, and 33000 was posted for 32999",
      "tax of payout p-1: is 32999 for distributor:E in 2026-1 by CUMULATIVE of terms 1 and should be 33000 for distributor:E in 2026-1 by CUMULATIVE of terms 1",
    ],
  ],
  [
    "delete from payout_tax where payout_seq = (select max(payout_seq) from payout_tax)",
    [
      "payout p-4: its approval has no tax",
      "tax of payout p-4: is nothing and should be 33000 for T-1 in 2026-1 by CUMULATIVE of terms 1",
    ],
  ],
])("names what was forged: %s", async (statement, told) => {
  await forge("payout_tax", statement);
  expect(await mismatches()).toEqual(told);
});

it("names an identity that the journal has otherwise, and what it should have done", async () => {
  await forge("tax_identity", "update tax_identity set identity = 'T-2'");
  const found = await mismatches();
  expect(found[0]).toMatch(
    /^transaction \d+: \{"distributor":"E","identity":"T-1","reason":"any"\} is not the tax identity that was kept$/,
  );
  expect(found).toHaveLength(4);
  await forge("tax_identity", "delete from tax_identity");
  expect((await mismatches())[0]).toContain("is not the tax identity that was kept");
});
