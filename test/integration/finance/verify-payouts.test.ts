// §7 What is kept of payouts does not change, and verify holds it against the book.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { approvePayout, confirmPayout } from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { commit } from "../../../src/ledger/post.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order } from "../../support/sample.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
  await fillNetwork(network);
  await new Lane(network).submit([order("o-1", { quantity: "9" })]);
  await requestPayout(network, { idempotencyKey: "p-1", distributor: "E", amount: "1.00" }, AT);
  await requestPayout(network, { idempotencyKey: "s-1", supplier: "S001", amount: "2.00" }, AT);
});
afterAll(() => database.close());

const run = (statement: string) => network.write((tx) => sql.raw(statement).execute(tx.db));

it("nobody changes a payout but for its status, or takes one away", async () => {
  await expect(run("update payout set amount = 1")).rejects.toThrow("only its status changes");
  await expect(run("delete from payout")).rejects.toThrow(/payout/);
  await expect(run("update payout_step set status = 'FAILED'")).rejects.toThrow(/payout_step/);
  await expect(run("delete from terms")).rejects.toThrow(/terms/);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("verify names what is not held, and a status that no step led to", async () => {
  await run("update payout set status = 'CONFIRMED' where ref = 's-1'");
  expect((await verifyNetwork(network)).mismatches).toEqual([
    "liabilities:supplier:S001:held is 200 and the open payouts are of 0",
    "payout s-1 is CONFIRMED and its last step is REQUESTED",
  ]);
});

it.each([
  ["payout", "fee = 1", "payout p-9: its fee is 1 and should be 0"],
  ["payout", "requested_by = 'boss'", "payout p-9 is not kept as it was asked for"],
  ["payout", "ref = 'p-8'", "payout p-8 is not kept as it was asked for"],
  ["payout_step", "reference = 'else'", "payout step # 1 is not what the journal tells"],
  ["payout_step", "reason = 'else'", "payout step # 1 is not what the journal tells"],
  ["payout_step", "distributor_id = 1", "payout step # 1 is not what the journal tells"],
])("verify names a %s of which %s", async (table, change, line) => {
  const own = await createTestNetwork(database);
  await fillNetwork(own);
  await new Lane(own).submit([order("o-1", { quantity: "9" })]);
  const text = { idempotencyKey: "p-9", distributor: "E", amount: "1.00" };
  await requestPayout(own.as({ sub: "clerk", role: "FINANCE" }), text, AT);
  await approvePayout(own, "p-9", AT);
  await confirmPayout(own, "p-9", "bank 1", AT);
  await own.write(async (tx) => {
    const where = table === "payout" ? "" : " where status = 'CONFIRMED'";
    await sql.raw(`alter table ${table} disable trigger all`).execute(tx.db);
    await sql.raw(`update ${table} set ${change}${where}`).execute(tx.db);
  });
  const lines = (await verifyNetwork(own)).mismatches;
  expect(lines.map((one) => one.replace(/step \d+/, "step #"))).toContain(line);
});

it("verify names a deposit that was spent beyond what there was", async () => {
  const [deposit, payable] = ["liabilities:distributor:E:deposit", "liabilities:supplier:S001"];
  const seq = await commit(network, async (book, tx) => {
    await book.load(tx, "CNY", [deposit, payable]);
    const legs = [
      { account: deposit, asset: "CNY", amountMinor: 5n },
      { account: payable, asset: "CNY", amountMinor: -5n },
    ];
    const entry = { kind: "DEPOSIT", ref: "d-1", occurredAt: AT, cause: "{}", legs } as const;
    return book.append(entry).seq;
  });
  expect((await verifyNetwork(network)).mismatches).toContain(
    `transaction ${seq} leaves ${deposit} at -5`,
  );
});
