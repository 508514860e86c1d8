// `tributary reconcile` on a real database: a statement from import to the last explained difference.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { recordDeposit } from "../../../src/finance/deposits/store/paid-in.ts";
import { camtText } from "../../support/bank-statements.ts";
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

const MAPPING = { columns: { date: "日期", amount: "金额", reference: "流水号", memo: "摘要" } };
const BANK = `日期,金额,流水号,摘要
2026-01-15,500.00,B-1,"=1+1"
2026-01-16,-59.00,B-2,提现
`;

it("imports, lists, matches and explains; 3 while anything is open", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  const name = ["--network", network.settings.name];
  const [file, mapping] = [
    await folder.write("bank.csv", BANK),
    await folder.write("mapping.json", MAPPING),
  ];
  const reconcile = async (...args: string[]) => {
    const ran = await tributary("reconcile", ...args, ...name);
    return {
      code: ran.code,
      out: ran.stdout.replaceAll(`${folder.path}/`, ""),
      err: folder.short(ran.stderr),
    };
  };
  const take = (...args: string[]) =>
    reconcile("import", file, "--source", "icbc", "--format", "BANK_CSV", ...args);

  expect(await take("--mapping", mapping)).toEqual({
    code: 3,
    out: "bank.csv: icbc from 2026-01-15 to 2026-01-16: 2 lines, 0 known before, 0 matched, 2 differences open\n",
    err: [],
  });
  expect((await take("--mapping", mapping)).out).toContain(
    "2 differences open (imported before)\n",
  );
  expect(JSON.parse((await take("--mapping", mapping, "--json")).out)).toMatchObject({
    source: "icbc",
    format: "BANK_CSV",
    lines: 2,
    open: 2,
    repeated: true,
  });

  const listed = await reconcile("differences", "--month", "2026-01");
  expect(listed).toEqual({
    code: 3,
    out: `number,status,kind,day,amount,fee,source,reference,counterparty,memo,movement,explanation
1,OPEN,MISSING_HERE,2026-01-15,500.00,0.00,icbc,B-1,,'=1+1,,
2,OPEN,MISSING_HERE,2026-01-16,-59.00,0.00,icbc,B-2,,提现,,
`,
    err: [],
  });
  expect((await reconcile("differences", "--month", "2026-02")).code).toBe(0);

  const text = { key: "d-1", distributor: "E", amount: "500.00", reference: "B-1" };
  await recordDeposit(network, { ...text, occurredAt: "2026-01-15T12:00:00+08:00" }, "key");
  expect(await reconcile("match")).toEqual({
    code: 3,
    out: `${network.settings.name}: 1 matched, 0 new, 1 differences open\n`,
    err: [],
  });
  const wallet = await folder.write("wallet.xml", camtText([{ amount: "59.00" }]));
  expect(
    (await reconcile("import", wallet, "--source", "wallet", "--format", "CAMT053")).code,
  ).toBe(3);
  expect((await reconcile("explain", "2", "--counterpart", "3")).out).toContain(
    "difference 2 is EXPLAINED",
  );
  expect((await reconcile("explain", "2", "--note", "again")).err).toEqual([
    'difference: "2" was taken with other content',
  ]);
  expect((await reconcile("explain", "0", "--note", "none")).code).toBe(1);
  expect(await reconcile("differences", "--status", "OPEN")).toMatchObject({ code: 0 });
  expect(await reconcile("match")).toMatchObject({ code: 0 });
  expect(
    (await reconcile("differences", "--json")).out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { number: "1", status: "MATCHED", explanation: null },
    { number: "2", status: "EXPLAINED", explanation: "3" },
    { number: "3", status: "EXPLAINED", explanation: "2" },
  ]);
  expect((await tributary("verify", ...name)).code).toBe(0);
});

it("names file and line of what is refused, and takes nothing", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  const run = async (...args: string[]) => {
    const ran = await tributary("reconcile", "import", ...args, "--network", network.settings.name);
    return [ran.code, ...folder.short(ran.stderr)];
  };
  const options = ["--source", "icbc", "--format", "BANK_CSV"];
  const mapping = await folder.write("mapping.json", MAPPING);
  const cut = await folder.write("cut.csv", BANK.slice(0, -12));
  expect(await run(cut, ...options, "--mapping", mapping)).toEqual([
    1,
    "cut.csv:3: the row has 2 columns and the header 4",
  ]);
  const wrong = await folder.write("wrong.json", { columns: { date: "d" } });
  expect(await run(cut, ...options, "--mapping", wrong)).toEqual([
    1,
    "wrong.json: mapping.columns: name either amount, or both in and out",
  ]);
  expect(await run(`${folder.path}/none.csv`, ...options, "--mapping", mapping)).toEqual([
    1,
    "none.csv: there is no such file",
  ]);
  expect(await run(cut, "--source", "icbc", "--format", "MT940")).toMatchObject({ 0: 1 });
  expect(await run(cut, ...options, "--mapping", mapping, "--tolerance-days", "x")).toEqual([
    1,
    "cut.csv: toleranceDays: NaN is not a whole number from 0 to 31",
  ]);
});
