// `tributary payout list|request|approve|confirm|fail|cancel` on a real database: each step once, by two people.
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database } from "../../../src/database/database.ts";
import { approvePayout } from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order } from "../../support/sample.ts";

const CONSOLE = { sub: "console", role: "FINANCE" } as const;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

it("takes payouts step by step, and says what cannot be", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  // The supplier is owed 850.00.
  await new Lane(network).submit([order("o-1", { quantity: "100" })]);
  const { name } = network.settings;
  const run = (...args: readonly string[]) => tributary("payout", ...args, "--network", name);
  const request = (ref: string, amount: string) =>
    run("request", ref, "--supplier", "S001", "--amount", amount);

  expect((await request("p-1", "100.00")).stdout).toBe(`${name}: p-1 is REQUESTED\n`);
  expect((await request("p-1", "100.00")).code).toBe(0);
  expect((await request("p-1", "100.01")).stderr).toEqual([
    'idempotencyKey: "p-1" was taken with other content',
  ]);
  expect((await request("p-2", "750.01")).stderr).toEqual([
    "amount: 750.01 is more than what there is to take, 750.00",
  ]);
  const own = await run("approve", "p-1");
  expect(own).toMatchObject({ code: 1, stdout: "" });
  expect(own.stderr).toEqual([`ref: "p-1" needs a second person's approval`]);
  expect((await run("cancel", "p-1")).stdout).toBe(`${name}: p-1 is CANCELLED\n`);

  for (const ref of ["p-3", "p-4"]) {
    const text = { idempotencyKey: ref, supplier: "S001", amount: "300.00" };
    await requestPayout(network.as(CONSOLE), text, AT);
    expect((await run("approve", ref)).stdout).toBe(`${name}: ${ref} is APPROVED\n`);
  }
  const at = ["--occurred-at", "2026-02-01T09:00:00+08:00"];
  const paid = await run("confirm", "p-3", "--reference", "B-1", ...at, "--json");
  expect(JSON.parse(paid.stdout)).toEqual({
    network: name,
    ref: "p-3",
    status: "CONFIRMED",
    payeeKind: "SUPPLIER",
    payee: "S001",
    amount: "300.00",
    fee: "0.00",
    tax: "0.00",
    net: "300.00",
    asset: "CNY",
    requestedBy: "console",
  });
  expect((await run("fail", "p-4", "--reason", "closed")).stdout).toBe(`${name}: p-4 is FAILED\n`);
  expect((await run("confirm", "p-4", "--reference", "B-2", ...at)).stderr).toEqual([
    'ref: "p-4" is FAILED; only what is APPROVED or SENT becomes CONFIRMED',
  ]);
  expect((await run("fail", "none", "--reason", "x")).stderr).toEqual(['ref: no payout "none"']);

  await request("p-5", "1.00");
  await approvePayout(network.as(CONSOLE), "p-5", AT);
  const listed = await run("list");
  const [header, ...lines] = listed.stdout.split("\n");
  expect(header).toBe("ref,status,payee_kind,payee,amount,fee,tax,net,asset,requested_by");
  // Who works on the command line is another one on each machine.
  expect(lines.map((line) => line.split(",").slice(0, 9).join(","))).toEqual([
    "p-1,CANCELLED,SUPPLIER,S001,100.00,0.00,,100.00,CNY",
    "p-3,CONFIRMED,SUPPLIER,S001,300.00,0.00,0.00,300.00,CNY",
    "p-4,FAILED,SUPPLIER,S001,300.00,0.00,0.00,300.00,CNY",
    "p-5,APPROVED,SUPPLIER,S001,1.00,0.00,0.00,1.00,CNY",
    "",
  ]);
  const approved = await run("list", "--status", "APPROVED", "--json");
  expect(approved.stdout.split("\n").filter((line) => line !== "")).toHaveLength(1);
  const balances = await tributary("balances", "--network", name, "--format", "csv");
  expect(balances.stdout).toContain("liabilities:supplier:S001,CNY,-549.00");
  expect((await tributary("verify", "--network", name)).code).toBe(0);
});
