// `tributary deposit` and `tributary custody` on a real database.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { Folder, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork } from "../../support/sample.ts";

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

it("records a file of deposits, refuses rows by themselves, and does nothing twice", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  const name = ["--network", network.settings.name];
  const file = await folder.write(
    "deposits.csv",
    `ref,distributor,amount,occurred_at,reference
b1,E,100.00,2026-01-20T09:00:00+08:00,转账 1
b2,nobody,5.00,2026-01-20T09:00:00+08:00,转账 2
b1,E,99.00,2026-01-20T09:00:00+08:00,转账 1
b3,D,0,2026-01-20T09:00:00+08:00,转账 3
b4,D,7.00,2026-01-20T09:00:00+08:00,转账 4
`,
  );
  const rejects = `${folder.path}/rejects.csv`;
  const first = await tributary("deposit", file, ...name, "--json", "--rejects", rejects);
  expect(first.code).toBe(3);
  expect(JSON.parse(first.stdout)).toMatchObject({ taken: 2, repeated: 0, refused: 3 });
  const refused = (await folder.read("rejects.csv")).split("\n");
  expect(refused[1]).toContain('distributor: no distributor ""nobody""');
  expect(refused[2]).toContain('4,CONFLICT,"ref: ""b1"" was taken with other content"');
  expect(refused[3]).toContain('"amount: ""0"" is not above 0"');
  const again = await tributary("deposit", file, ...name);
  expect(again.stdout).toContain("0 recorded, 2 recorded before, 3 refused");
  const custody = await tributary("custody", ...name, "--json");
  expect(JSON.parse(custody.stdout)).toMatchObject({
    custody: "107.00",
    distributors: "107.00",
    owed: "107.00",
    gap: "0.00",
    position: "0.00",
  });
  const holders = await tributary("custody", "--holders", ...name);
  expect(holders.stdout).toBe(`account,amount,asset
liabilities:distributor:D:deposit,7.00,CNY
liabilities:distributor:E:deposit,100.00,CNY
`);
  const before = await tributary(
    "custody",
    "--holders",
    ...name,
    "--as-of",
    "2020-01-01T00:00:00Z",
  );
  expect(before.stdout).toBe("account,amount,asset\n");
  const lines = (await tributary("custody", "--holders", ...name, "--json")).stdout.split("\n");
  expect(JSON.parse(lines[0]!)).toEqual({
    account: "liabilities:distributor:D:deposit",
    amount: "7.00",
    asset: "CNY",
  });
  expect((await tributary("verify", ...name)).code).toBe(0);
});
