// A month of real sales before outside tools: settled through the command line, exported, accepted, and refused once a fen is changed.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { convertUci, type UciCounts } from "../../bench/uci.ts";
import { Bookkeepers, haveBookkeepers } from "../../support/bookkeepers.ts";
import { Folder, tributary } from "../../support/cli.ts";
import { openTestDatabase, uniqueName } from "../../support/network.ts";

const MONTH = join(import.meta.dirname, "../../fixtures/online-retail-2011-02.csv.gz");
const network = uniqueName();

describe.skipIf(!haveBookkeepers())("a month of the UCI data", () => {
  let database: Database;
  let folder: Folder;
  let counts: UciCounts;
  beforeAll(async () => {
    database = await openTestDatabase();
    folder = await Folder.open();
    counts = await convertUci(MONTH, folder.path);
    await run("network", "create", network, "--asset", "GBP", "--time-zone", "Europe/London");
    for (const [command, file] of FILES) await on(...command, path(file));
  }, 120_000);
  afterAll(async () => {
    await folder.remove();
    await database.close();
  });

  const path = (file: string) => join(folder.path, file);
  const on = (...args: string[]) => run(...args, "--network", network);

  it("hledger and beancount accept it, hledger has our trial balance, and both refuse it once a fen is changed", async () => {
    const settled = JSON.parse(await on("settle", path("orders.csv"), "--json"));
    const refunded = JSON.parse(await on("refund", path("refunds.csv"), "--json"));
    expect([settled.settled, refunded.settled]).toEqual([counts.ordersToSettle, counts.refunds]);
    const expected = (await on("balances", "--format", "csv"))
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.split(","))
      .map(([account, asset, balance]) => `${account} ${balance} ${asset}`)
      .sort();
    const bookkeepers = new Bookkeepers(folder.path);
    const checks = (["hledger", "beancount"] as const).map(async (format) => {
      const { transactions } = JSON.parse(await exported(format));
      expect(transactions).toBe(settled.settled + refunded.settled);
      const text = await folder.read(`book.${format}`);
      expect(await bookkeepers[format](text)).toBe("");
      if (format === "hledger") expect(await bookkeepers.hledgerBalances(text)).toEqual(expected);
      expect(await bookkeepers[format](withAFenMore(text))).toMatch(/balance/i);
    });
    await Promise.all(checks);
  }, 300_000);

  /** Writes an export, and returns its manifest. */
  async function exported(format: string): Promise<string> {
    await on("export", "--format", format, "--out", path(`book.${format}`));
    return folder.read(`book.${format}.manifest.json`);
  }
});

const FILES = [
  [["ladder", "publish"], "ladder.json"],
  [["import", "distributors"], "distributors.csv"],
  [["import", "products"], "products.csv"],
  [["plan", "publish"], "plan.json"],
] as const;

/** Runs a command; rows that it refuses are no fault. */
async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tributary(...args);
  if (code === 1) throw new Error(stderr.join("\n"));
  return stdout;
}

/** The same with one fen more in the two lines of an entry in the middle that take it back from each other. */
function withAFenMore(text: string): string {
  const start = text.indexOf("\n2011-02-15 * ");
  const entry = text.slice(start, text.indexOf("\n\n", start + 1));
  const [custody] = / {2}assets:custody {2}(\d+\.\d\d) /i.exec(entry)!;
  const [supplier] = / {2}liabilities:supplier:\S+ {2}(-\d+\.\d\d) /i.exec(entry)!;
  return text.replace(entry, () =>
    entry.replace(custody!, added(custody!, 1n)).replace(supplier!, added(supplier!, -1n)),
  );
}

function added(line: string, minor: bigint): string {
  return line.replace(/(-?)(\d+)\.(\d\d)/, (_, sign: string, whole: string, fen: string) => {
    const sum = BigInt(`${sign}${whole}${fen}`) + minor;
    const digits = `${sum < 0n ? -sum : sum}`.padStart(3, "0");
    return `${sum < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  });
}
