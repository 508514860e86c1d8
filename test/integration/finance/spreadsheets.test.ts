// Statements, trial balances and vouchers as files: what an outside reader of spreadsheets finds in them, and what is refused.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addAsset } from "../../../src/books/store/assets.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { DEFAULT_MAPPING } from "../../../src/finance/exports/journal/default-mapping.ts";
import { type Sheet, xlsxBytes } from "../../../src/platform/files/xlsx/write.ts";
import { Folder, type Ran, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../../support/sample.ts";
import { haveSpreadsheetReader, readSpreadsheet, valuesOf } from "../../support/spreadsheet.ts";

const plan = {
  ...PLAN,
  rules: [...PLAN.rules, { kind: "CASHBACK", rate: "1", basis: "GROSS", asset: "POINT" }],
};
const on = (day: string) => ({ occurredAt: `${day}T12:00:00+08:00`, buyer: "b_1.x" });

let database: Database;
let network: Network;
let folder: Folder;
beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
  folder = await Folder.open();
  await addAsset(network, { code: "POINT", scale: 0 }, AT);
  await fillNetwork(network, { plan });
  const outcomes = await new Lane(network).submit([
    order("-jan", { ...on("2026-01-15"), quantity: "10" }),
    order("feb", { ...on("2026-02-28"), quantity: "3" }),
    order("late", { ...on("2026-01-31"), quantity: "2" }),
    parseRefund({
      ...{ ref: "back", orderRef: "-jan", quantity: "4" },
      occurredAt: "2026-02-01T00:00:00+08:00",
    }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill("SETTLED"));
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

const path = (name: string) => join(folder.path, name);
const run = (...args: string[]): Promise<Ran> =>
  tributary(...args, "--network", network.settings.name);

describe.skipIf(!haveSpreadsheetReader())("spreadsheets", () => {
  it("an account's statement: opening, postings with what stands against them, closing", async () => {
    const out = path("custody.xlsx");
    const days = ["--from", "2026-02-01", "--to", "2026-02-28"];
    expect(await run("statement", "assets:custody", ...days, "--out", out)).toMatchObject({
      code: 0,
    });
    const { about, ...book } = readSpreadsheet(out);
    const [[name, rows] = ["", []]] = Object.entries(book);
    expect(name).toBe("1 assets custody CNY");
    expect(
      valuesOf(rows).map((row) => row.filter((_, index) => index !== 1 && index !== 4)),
    ).toEqual([
      ["日期 date", "单号 ref", "摘要 memo", "借方 debit", "贷方 credit", "余额 balance"],
      ["2026-02-01", null, "期初余额 opening", null, null, 120],
      ["2026-02-01", "back", "REFUND of -jan", null, 40, 80],
      ["2026-02-28", "feb", "SETTLEMENT QB-10 × 3", 30, null, 110],
      ["2026-02-28", null, "期末余额 closing", 30, 40, 110],
    ]);
    expect(rows[2]!.map(({ type, format }) => `${type} ${format}`)).toEqual([
      ...["d yyyy\\-mm\\-dd", "n 0", "s @", "s @", "s @", "n General", "n #,##0.00", "n #,##0.00"],
    ]);
    expect(rows[3]![4]!.value).toContain("liabilities:supplier:S001");
    expect(valuesOf(about!).map(([what]) => what)).toEqual([
      ...["about", "network", "from", "to", "last sequence", "head of the chain"],
    ]);
    const manifest = JSON.parse(await folder.read("custody.xlsx.manifest.json"));
    expect(manifest).toMatchObject({ transactions: 2, lines: 2, format: "xlsx" });
    expect(manifest.totals).toEqual([{ asset: "CNY", debits: "30.00", credits: "40.00" }]);
  });

  it("a distributor's statement has a sheet for each of its accounts, a supplier's too", async () => {
    for (const [who, code] of [
      ["--distributor", "E"],
      ["--supplier", "S001"],
    ] as const) {
      await run("statement", who, code, "--out", path("theirs.xlsx"));
      const { about: _, ...sheets } = readSpreadsheet(path("theirs.xlsx"));
      const balances = JSON.parse((await run("balances", "--json")).stdout) as {
        account: string;
        balance: string;
      }[];
      const own = balances.filter(({ account }) => account.split(":").includes(code));
      expect(own.length).toBeGreaterThan(0);
      expect(Object.values(sheets).map((rows) => rows.at(-1)!.at(-1)!.value)).toEqual(
        own.map(({ balance }) => Number(balance)),
      );
    }
  });

  it("the trial balance: openings, what moved and closings of every account, which sum to nothing", async () => {
    const out = path("trial.xlsx");
    const { stderr } = await run("statement", "--from", "2026-02-01", "--out", out);
    expect(stderr).toEqual([expect.stringMatching(/trial\.xlsx: \d+ lines, SHA-256 \w{64}$/)]);
    const rows = valuesOf(readSpreadsheet(out)["trial balance"]!);
    const balances = JSON.parse((await run("balances", "--json")).stdout) as {
      account: string;
      asset: string;
      balance: string;
    }[];
    const closings = rows.slice(1).filter(([account]) => account !== "合计 total");
    expect(closings.map(([account, asset, , , , closing]) => [account, asset, closing])).toEqual(
      balances
        .toSorted((a, b) => (`${a.asset} ${a.account}` < `${b.asset} ${b.account}` ? -1 : 1))
        .map(({ account, asset, balance }) => [account, asset, Number(balance)]),
    );
    const totals = rows.filter(([account]) => account === "合计 total");
    expect(totals.map(([, asset, opening, , , closing]) => [asset, opening, closing])).toEqual([
      ...[
        ["CNY", 0, 0],
        ["POINT", 0, 0],
      ],
    ]);
    expect(totals.map(([, , , debit, credit]) => debit === credit)).toEqual([true, true]);
    const custody = rows.find(([account]) => account === "assets:custody");
    expect(custody).toEqual(["assets:custody", "CNY", 120, 30, 40, 110]);
  });

  it("as recorded at a time before anything was posted both are empty", async () => {
    const before = ["--as-of", "2026-01-01T00:00:00Z"];
    await run("statement", ...before, "--out", path("before.xlsx"));
    expect(readSpreadsheet(path("before.xlsx"))["trial balance"]).toHaveLength(1);
    await run(
      "statement",
      "assets:custody",
      "--from",
      "2026-02-01",
      ...before,
      "--out",
      path("before.xlsx"),
    );
    const [rows] = Object.values(readSpreadsheet(path("before.xlsx")));
    expect(
      valuesOf(rows!)
        .slice(1)
        .map((row) => row.at(-1)),
    ).toEqual([0, 0]);
  });

  it("no text is run, changed or lost; an amount that a double cannot hold is text", async () => {
    const texts = [
      "=1+1",
      "-2",
      "+3",
      "@x",
      "  =4",
      "\t5",
      "'6",
      "a\u0000b",
      '<&>"',
      "_x0041_",
      "\ud800x",
      "漢😀",
    ];
    const amounts = [
      "999999999999999",
      "9999999999999999",
      "-9999999999999.99",
      "0.000000000001",
      "12345678901234.56",
    ];
    const rows = async function* () {
      yield [...texts.map((text) => [text]), ...amounts.map((amount) => [{ amount }])];
    };
    const sheet: Sheet = { name: "a", columns: [{ heading: "=h", width: 9 }], rows: rows() };
    await writeFile(path("texts.xlsx"), xlsxBytes([sheet]));
    const [heading, ...cells] = readSpreadsheet(path("texts.xlsx")).a!.map(([cell]) => cell!);
    expect(heading).toMatchObject({ type: "s", value: "=h" });
    // openpyxl shows a spreadsheet's escape of `_x0041_` as it is written.
    const others: Record<string, string> = {
      ...{ "a\u0000b": "a b", "\ud800x": "\ufffdx", _x0041_: "_x005F_x0041_" },
    };
    const told = texts.map((text) => others[text] ?? text);
    expect(cells.slice(0, texts.length)).toMatchObject(
      told.map((value) => ({ type: "s", value, quoted: true })),
    );
    expect(cells.slice(texts.length).map(({ type, value }) => `${type} ${value}`)).toEqual([
      ...["n 999999999999999", "s 9999999999999999", "n -9999999999999.99", "n 1e-12"],
      "s 12345678901234.56",
    ]);
  });

  it("more rows than a sheet can have are refused", async () => {
    const rows = async function* () {
      for (let page = 0; page < 1_049; page += 1) yield Array.from({ length: 1_000 }, () => []);
    };
    const sheet: Sheet = { name: "long", columns: [{ heading: "h", width: 9 }], rows: rows() };
    const write = async () => {
      for await (const _ of xlsxBytes([sheet]));
    };
    await expect(write()).rejects.toThrow(/the sheet "long" would have more than 1048576 rows/);
  });

  it("金蝶: the columns by their names, the parties with theirs, and the sheet that describes them", async () => {
    const out = path("kingdee.xlsx");
    expect(
      await run("export", "--format", "kingdee", "--from", "2026-02-01", "--out", out),
    ).toMatchObject({ code: 0 });
    const { Page1, t_Schema } = readSpreadsheet(out);
    const [headings, ...rows] = valuesOf(Page1!);
    expect(headings).toHaveLength(37);
    const column = (name: string) => headings!.indexOf(name);
    const picked = [
      "凭证日期",
      "会计年度",
      "会计期间",
      "凭证字",
      "凭证号",
      "科目代码",
      "借方",
      "贷方",
      "核算项目",
      "分录序号",
    ].map(column);
    const all = rows.map((row) => picked.map((index) => row[index]).join(" "));
    expect(all[0]).toMatch(/^2026-02-01 2026 2 记 1 2202 34 0 供应商---S001---\S+ 0$/);
    expect(all.at(-1)).toMatch(/^2026-02-28 2026 2 记 2 /);
    const sum = (name: string) =>
      rows.reduce((cents, row) => cents + Math.round(Number(row[column(name)]) * 100), 0);
    expect([sum("借方"), sum("借方") - sum("贷方")]).toEqual([7000, 0]);
    expect(
      valuesOf(t_Schema!)
        .slice(4)
        .map((row) => row[3]),
    ).toEqual(headings);
  });
});

describe("vouchers for 用友", () => {
  it("by the mapping that is given, in GBK, by transaction, from a number on", async () => {
    const mapping = { ...DEFAULT_MAPPING, voucherWord: "转", summaries: {} };
    const file = await folder.write("mapping.json", mapping);
    const out = path("yonyou.txt");
    const vouchers = ["--by", "transaction", "--first-number", "7", "--mapping", file];
    const january = ["--to", "2026-01-31"];
    expect(
      await run("export", "--format", "yonyou", ...january, ...vouchers, "--out", out),
    ).toMatchObject({ code: 0 });
    const text = new TextDecoder("gbk", { fatal: true }).decode(await readFile(out));
    const [head, ...lines] = text.split("\r\n");
    expect(head).toBe("填制凭证,V800");
    expect(lines[0]).toBe(
      "2026-01-15,转,7,0,SETTLEMENT -jan,1012,100.00,0.00,,,,Tributary,,,,,,,,,",
    );
    expect([...new Set(lines.map((line) => line.split(",").slice(0, 5).join()))]).toEqual([
      ...["2026-01-15,转,7,0,SETTLEMENT -jan", "2026-01-31,转,8,0,SETTLEMENT late", ""],
    ]);
  });

  it("the mapping that is printed is the one that holds without a file", async () => {
    const { stdout } = await tributary("voucher-mapping");
    const file = await folder.write("printed.json", JSON.parse(stdout));
    const printed = await run("export", "--format", "yonyou", "--mapping", file);
    expect(printed.stdout).toBe((await run("export", "--format", "yonyou")).stdout);
    expect(printed.stdout.split("\n").length).toBeGreaterThan(5);
  });

  it("what the mapping lacks is told in full, and nothing is written", async () => {
    const accounts = DEFAULT_MAPPING.accounts.filter(
      ({ account }) => !/distributor|platform/.test(account),
    );
    const file = await folder.write("short.json", {
      ...DEFAULT_MAPPING,
      accounts,
      currencies: { CNY: DEFAULT_MAPPING.currencies.CNY },
    });
    const ran = await run(
      "export",
      "--format",
      "yonyou",
      "--mapping",
      file,
      "--out",
      path("none.txt"),
    );
    expect(ran.code).toBe(1);
    expect(
      ran.stderr.map((line) => line.replace(/\(\d+ in total, for example \S+\)$/, "(…)")),
    ).toEqual([
      `${path("none.txt")}: mapping: accounts: liabilities:distributor:*:available is not mapped (…)`,
      `${path("none.txt")}: mapping: accounts: revenue:platform is not mapped`,
      `${path("none.txt")}: mapping: currencies: POINT is missing; map it, or use null to leave it out`,
    ]);
    await expect(readFile(path("none.txt"))).rejects.toThrow(/ENOENT/);
  });

  it.each([
    [["export", "--format", "csv", "--by", "day"], "by: is allowed only in exports of vouchers"],
    [
      ["export", "--format", "yonyou", "--first-number", "0"],
      "firstNumber: 0 must be a whole number above 0",
    ],
    [
      ["statement", "assets:custody", "--supplier", "S001", "--out", "x"],
      "account: give only one of account, distributor and supplier",
    ],
    [
      ["statement", "assets:nothing", "--out", "none.xlsx"],
      'none.xlsx: account: "assets:nothing" has no postings',
    ],
  ])("%j is refused", async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 1, stderr: [message] });
  });
});
