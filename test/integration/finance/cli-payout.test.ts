// `tributary terms publish`, `payout export` and `payout import` on a real database: a batch to the bank and back.
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database } from "../../../src/database/database.ts";
import { approvePayout } from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { Folder, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, LINE, order, PLAN } from "../../support/sample.ts";

/** A tenth of what is above 10.00. */
const TAX = {
  method: "PER_PAYMENT",
  allowance: { upTo: "100.00", fixed: "10.00", rate: "0.10" },
  bands: [{ rate: "0.10" }],
};

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

it("sends what is approved once, and takes the bank's answers row by row, once", async () => {
  const network = await createTestNetwork(database);
  const distributors = LINE.map((one) => (one.code === "E" ? { ...one, name: "=1+1" } : one));
  const plan = { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] };
  await fillNetwork(network, { plan, distributors });
  await new Lane(network).submit([order("o-1", { quantity: "100" })]);
  const name = ["--network", network.settings.name];
  const terms = {
    effectiveFrom: "2026-01-01T00:00:00+08:00",
    payout: { minimum: "10.00", fee: { rate: "0.01" } },
    tax: { distributor: TAX },
  };
  const published = await tributary(
    "terms",
    "publish",
    await folder.write("t.json", terms),
    ...name,
  );
  expect(published.stdout).toContain("published as terms 1");
  const now = Date.now();
  for (const ref of ["-p-1", "p-2", "p-3"]) {
    await requestPayout(network, { idempotencyKey: ref, distributor: "E", amount: "20.00" }, now);
    if (ref !== "p-3") await approvePayout(network, ref, now);
  }
  await requestPayout(network, { idempotencyKey: "s-1", supplier: "S001", amount: "850" }, now);
  await approvePayout(network, "s-1", now);

  const file = `${folder.path}/batch.csv`;
  const send = (batch: string) => tributary("payout", "export", file, "--batch", batch, ...name);
  expect((await send("b-1")).stdout).toContain("3 payouts of 879.10 CNY in all, batch b-1");
  const sent = await folder.read("batch.csv");
  expect(sent).toBe(`ref,payee_kind,payee,name,amount,fee,tax,net,asset
'-p-1,DISTRIBUTOR,E,'=1+1,20.00,0.20,1.00,18.80,CNY
p-2,DISTRIBUTOR,E,'=1+1,20.00,0.20,1.00,18.80,CNY
s-1,SUPPLIER,S001,S001,850.00,8.50,0.00,841.50,CNY
`);
  await approvePayout(network, "p-3", now);
  expect(await send("b-1")).toMatchObject({ code: 0, stderr: [] });
  expect(await folder.read("batch.csv")).toBe(sent);
  expect((await send("b-2")).stdout).toContain("1 payouts of 18.80 CNY");
  expect((await send("b-3")).stdout).toContain("0 payouts");

  const at = "2026-02-01T09:00:00+08:00";
  const answers = await folder.write(
    "answers.csv",
    `ref,result,occurred_at,reference,failure
'-p-1,PAID,${at},BANK-1,
p-2,FAILED,${at},,account closed
s-1,PAID,${at},,
none,PAID,${at},BANK-2,
p-3,LOST,${at},,
-p-1,FAILED,${at},,late
p-3,FAILED,${at},,
`,
  );
  const taken = await tributary("payout", "import", answers, ...name, "--json");
  expect(taken.code).toBe(3);
  expect(JSON.parse(taken.stdout)).toMatchObject({ taken: 2, repeated: 0, refused: 5 });
  expect(folder.short(taken.stderr)).toEqual([
    "answers.csv:4: reference: is missing",
    'answers.csv:5: ref: no payout "none"',
    'answers.csv:6: result: "LOST" is none of PAID, FAILED',
    'answers.csv:7: ref: "-p-1" is CONFIRMED; only what is APPROVED or SENT becomes FAILED',
    "answers.csv:8: failure: is missing",
  ]);
  const again = await tributary("payout", "import", answers, ...name);
  expect(again.stdout).toContain("0 taken, 2 taken before, 5 refused");
  expect((await tributary("verify", ...name)).code).toBe(0);
  const balances = await tributary("balances", ...name, "--format", "csv");
  expect(balances.stdout).toContain("liabilities:distributor:E:held,CNY,-20.00");
  expect(balances.stdout).toContain("liabilities:tax,CNY,-1.00");
  expect(balances.stdout).toContain("assets:custody,CNY,981.20");
});
