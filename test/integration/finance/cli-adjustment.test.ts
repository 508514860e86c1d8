// `tributary adjustment post|approve|reject|list` on a real database: two people, and what each is told.
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { publishPlan } from "../../../src/commission/plans/store/published.ts";
import type { Database } from "../../../src/database/database.ts";
import { approveAdjustment } from "../../../src/finance/adjustments/store/decide.ts";
import { proposeAdjustment } from "../../../src/finance/adjustments/store/propose.ts";
import { Folder, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../../support/sample.ts";

const CONSOLE = { sub: "console", role: "FINANCE" } as const;
const OCCURRED = "2026-01-20T09:00:00+08:00";

let database: Database;
let folder: Folder;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

it("one who works on the command line proposes or approves, and never both", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  const { name } = network.settings;
  const run = (...args: readonly string[]) => tributary("adjustment", ...args, "--network", name);
  const about = ["--occurred-at", OCCURRED, "--reason", "=found at the bank"];
  const found = ["--template", "SUSPENSE_IN", "--amount", "7.50", ...about, "--reference", "B-1"];

  const posted = await run("post", "a-1", ...found);
  expect(posted).toMatchObject({ code: 0, stdout: `${name}: a-1 is PROPOSED\n` });
  expect(await run("post", "a-1", ...found)).toEqual(posted);
  const own = await run("approve", "a-1");
  expect(own.code).toBe(1);
  expect(own.stderr).toEqual([`ref: "a-1" needs a second person's approval`]);
  await approveAdjustment(network.as(CONSOLE), "a-1");

  const text = { template: "SUSPENSE_TO_PLATFORM", of: "a-1", amount: "2.50" };
  const asked = { idempotencyKey: "a-2", ...text, occurredAt: OCCURRED, reason: "a rounding" };
  await proposeAdjustment(network.as(CONSOLE), asked, AT);
  const approved = await run("approve", "a-2", "--json");
  expect(JSON.parse(approved.stdout)).toEqual({
    network: name,
    ref: "a-2",
    status: "POSTED",
    template: "SUSPENSE_TO_PLATFORM",
    party: null,
    amount: "2.50",
    asset: "CNY",
    occurredAt: "2026-01-20T01:00:00.000Z",
    proposedBy: "console",
    reference: null,
    reason: "a rounding",
  });

  const party = ["--template", "DISTRIBUTOR_DEBT_PAID", "--distributor", "E", "--amount", "1"];
  const refused = await run("post", "a-3", ...party, ...about);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toEqual([
    "amount: 1.00 is more than what assets:receivable:distributor:E has, 0.00",
  ]);
  await run("post", "a-3", "--template", "REVERSAL", "--of", "a-2", ...about);
  const rejected = await run("reject", "a-3", "--reason", "it was right");
  expect(rejected.stdout).toBe(`${name}: a-3 is REJECTED\n`);

  const listed = await run("list");
  expect(listed.stdout.split("\n").map((line) => line.split(",").slice(0, 6).join(","))).toEqual([
    "ref,status,template,party,amount,asset",
    "a-1,POSTED,SUSPENSE_IN,,7.50,CNY",
    "a-2,POSTED,SUSPENSE_TO_PLATFORM,,2.50,CNY",
    "a-3,REJECTED,REVERSAL,,2.50,CNY",
    "",
  ]);
  expect(listed.stdout).toContain(",B-1,'=found at the bank\n");
  expect(listed.stdout).toMatch(/^ref,.*,occurred_at,proposed_by,reference,reason\n/);
  const open = await run("list", "--status", "REJECTED", "--json");
  expect(JSON.parse(open.stdout)).toMatchObject({ ref: "a-3", reason: "=found at the bank" });
  const balances = await tributary("balances", "--network", name, "--format", "csv");
  expect(balances.stdout).toContain("assets:suspense,CNY,-5.00");
  expect((await tributary("verify", "--network", name)).code).toBe(0);
  const journal = await tributary("export", "--format", "csv", "--network", name);
  expect(journal.stdout).toContain(",,7.50,CNY,,ADJUSTMENT =found at the bank\n");
});

it("a file is proposed, and approved by another one, row by row, once", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  const rules = [{ kind: "CASHBACK", rate: "0.01", basis: "GROSS" }];
  const effectiveFrom = "2026-01-02T00:00:00+08:00";
  await publishPlan(network, { ...PLAN, effectiveFrom, rules }, AT);
  const sold = (ref: string, buyer: string) => order(ref, { quantity: "100", buyer });
  await new Lane(network).submit([sold("o-1", "b-1"), sold("o-2", "b-2")]);
  const { name } = network.settings;
  const run = (...args: readonly string[]) => tributary("adjustment", ...args, "--network", name);
  const file = await folder.write(
    "cashback.csv",
    `ref,template,buyer,amount,occurred_at,why,reference
a-1,BUYER_PAID,b-1,9.00,${OCCURRED},cashback of January,B-1
a-2,BUYER_PAID,b-1,10.01,${OCCURRED},cashback of January,B-2
a-3,BUYER_WRITTEN_OFF,b-1,1.00,${OCCURRED},expired,
a-4,CHANNEL_FEE_PAID,b-1,4.00,${OCCURRED},x,
`,
  );
  const imported = await run("import", file, "--json");
  expect(imported.code).toBe(3);
  expect(JSON.parse(imported.stdout)).toMatchObject({ taken: 2, repeated: 0, refused: 2 });
  expect(folder.short(imported.stderr)).toEqual([
    "cashback.csv:3: amount: 10.01 is more than what liabilities:buyer:b-1 has, 10.00",
    "cashback.csv:5: buyer: has no place in CHANNEL_FEE_PAID",
  ]);
  expect((await run("import", file)).stdout).toContain("0 proposed, 2 proposed before, 2 refused");

  for (const [ref, amount] of [
    ["-c-1", "4.00"],
    ["c-2", "10.00"],
  ] as const) {
    const text = {
      template: "BUYER_PAID",
      buyer: "b-2",
      occurredAt: OCCURRED,
      reason: "asked for",
    };
    await proposeAdjustment(network.as(CONSOLE), { idempotencyKey: ref, amount, ...text }, AT);
  }
  const list = await folder.write("list.csv", (await run("list")).stdout);
  const approved = await run("approve", "--file", list);
  expect(approved.code).toBe(3);
  expect(approved.stdout).toContain("1 approved, 0 approved before, 3 refused");
  expect(folder.short(approved.stderr)).toEqual([
    `list.csv:2: ref: "a-1" needs a second person's approval`,
    `list.csv:3: ref: "a-3" needs a second person's approval`,
    "list.csv:5: amount: 10.00 is more than what liabilities:buyer:b-2 has, 6.00",
  ]);
  const again = await run("approve", "--file", list);
  expect(again.stdout).toContain("0 approved, 1 approved before, 3 refused");
  expect((await run("approve")).stderr).toEqual(["ref: name either an adjustment or a --file"]);
  const balances = await tributary("balances", "--network", name, "--format", "csv");
  expect(balances.stdout).toContain("liabilities:buyer:b-1,CNY,-10.00");
  expect(balances.stdout).toContain("liabilities:buyer:b-2,CNY,-6.00");
});

it("says what a template is, and which there are", async () => {
  const name = (await createTestNetwork(database)).settings.name;
  const about = ["--occurred-at", OCCURRED, "--reason", "x", "--network", name];
  const unknown = await tributary("adjustment", "post", "a", "--template", "GIFT", ...about);
  expect(unknown.stderr[0]).toMatch(/^template: "GIFT" is none of WRITE_OFF_DISTRIBUTOR_DEBT, /);
  const help = await tributary("adjustment", "post", "--help");
  expect(help.stdout).toContain("SUSPENSE_FROM_PLATFORM, REVERSAL.");
});
