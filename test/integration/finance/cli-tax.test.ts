// `tributary tax identities|report` on a real database: who is taxed as whom, and what a quarter withheld.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { approvePayout, confirmPayout } from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { TERMS_KIND } from "../../../src/finance/payouts/store/terms-kind.ts";
import { parseInstant } from "../../../src/kernel/time.ts";
import { publishAll } from "../../../src/platform/publishing/publish.ts";
import { Folder, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../../support/sample.ts";

let database: Database;
let folder: Folder;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});
beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] } });
  const sales = { quantity: "100", unitPrice: "1000.00" };
  await new Lane(network).submit(["D", "E"].map((seller) => order(seller, { ...sales, seller })));
  const effectiveFrom = "2026-01-01T00:00:00+08:00";
  const document = { effectiveFrom, payout: {}, tax: { distributor: "CUMULATIVE" } };
  await publishAll(network, TERMS_KIND, [{ document }], AT);
});

const run = (...args: readonly string[]) => tributary(...args, "--network", network.settings.name);

async function pay(ref: string, whom: object, amount: string, paidAt?: string): Promise<void> {
  await requestPayout(network, { idempotencyKey: ref, amount, ...whom }, AT);
  await approvePayout(network, ref, AT);
  if (paidAt === undefined) return;
  await confirmPayout(network, ref, `bank ${ref}`, parseInstant(paidAt, ""));
}

it("takes identities row by row, once, and lists what stands", async () => {
  const file = await folder.write(
    "identities.csv",
    `distributor,identity,supplier
E,T-1,
D,T-1,
,=T,S001
nobody,T-2,
,T-3,S001
D,T-4,S001
`,
  );
  const set = () => run("tax", "identities", file, "--reason", "told by HR");
  const first = await set();
  expect(first.code).toBe(3);
  expect(first.stdout).toContain("3 set, 0 set before, 3 refused");
  expect(folder.short(first.stderr)).toEqual([
    'identities.csv:4: identity: "=T" is not a code (1–64 of letters, digits, "-", "_", ".")',
    'identities.csv:5: distributor: no distributor "nobody"',
    "identities.csv:7: distributor: name either a distributor or a supplier",
  ]);
  expect((await set()).stdout).toContain("0 set, 3 set before, 3 refused");
  const audit = await run("audit", "--json");
  const kept = audit.stdout.split("\n").filter((line) => line.includes("TAX_IDENTITY"));
  expect(kept).toHaveLength(3);
  expect(JSON.parse(kept[0]!)).toMatchObject({
    kind: "TAX_IDENTITY",
    reason: "told by HR",
    request: { distributor: "E", identity: "T-1", reason: "told by HR" },
  });
  const back = await folder.write("back.csv", "distributor,identity\nE,\n");
  expect((await run("tax", "identities", back, "--reason", "left")).stdout).toContain(
    "1 set, 0 set",
  );
  await pay("p-1", { distributor: "E" }, "10000.00", "2026-01-31T12:00:00+08:00");
  expect((await run("tax", "report", "2026-Q1", "--format", "csv")).stdout).toBe(
    `identity,payees,payments,income,tax,asset
distributor:E,distributor:E,1,10000.00,90.00,CNY
`,
  );
});

it("reports a quarter by the bank's local days, identity by identity", async () => {
  const both = "distributor,identity\nE,T-1\nD,T-1\n";
  await run("tax", "identities", await folder.write("both.csv", both), "--reason", "one person");
  await pay("p-1", { distributor: "E" }, "10000.00", "2026-03-31T23:59:59+08:00");
  await pay("p-2", { distributor: "D" }, "10000.00", "2026-01-01T00:00:00+08:00");
  await pay("p-3", { distributor: "D" }, "10000.00", "2026-04-01T00:00:00+08:00");
  await pay("p-4", { distributor: "D" }, "10000.00");
  await pay("s-1", { supplier: "S001" }, "100.00", "2026-02-01T00:00:00+08:00");
  expect((await run("tax", "report", "2026-Q1", "--format", "csv")).stdout).toBe(
    `identity,payees,payments,income,tax,asset
T-1,distributor:D distributor:E,2,20000.00,330.00,CNY
supplier:S001,supplier:S001,1,100.00,0.00,CNY
`,
  );
  const json = await run("tax", "report", "2026-Q2", "--json");
  expect(
    json.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      identity: "T-1",
      payees: ["distributor:D"],
      payeeCount: 1,
      payments: 1,
      income: "10000.00",
      tax: "240.00",
    },
    { quarter: "2026-Q2", payments: 1, income: "10000.00", tax: "240.00", asset: "CNY" },
  ]);
  expect((await run("tax", "report", "2026-Q1")).stdout).toBe(
    `T-1: 20000.00 CNY, 330.00 withheld (distributor:D distributor:E)
supplier:S001: 100.00 CNY, 0.00 withheld (supplier:S001)
2026-Q1: 3 payments of 20100.00 CNY, 330.00 withheld
`,
  );
  expect((await run("tax", "report", "2026-01")).stderr).toEqual([
    'quarter: "2026-01" is not a quarter, like 2026-Q1',
  ]);
});

it("payout list says what would be withheld, and what was", async () => {
  await requestPayout(network, { idempotencyKey: "p-1", distributor: "E", amount: "20000" }, AT);
  const cells = async () => (await run("payout", "list")).stdout.split("\n")[1];
  expect(await cells()).toBe("p-1,REQUESTED,DISTRIBUTOR,E,20000.00,0.00,330.00,19670.00,CNY,");
  const approve = (tax: string) => run("payout", "approve", "p-1", "--tax", tax);
  expect((await approve("0.00")).stderr).toEqual(["tax: 330.00 would be withheld, not 0.00"]);
  expect((await approve("330.00")).stdout).toContain("p-1 is APPROVED");
  expect(await cells()).toBe("p-1,APPROVED,DISTRIBUTOR,E,20000.00,0.00,330.00,19670.00,CNY,");
});
