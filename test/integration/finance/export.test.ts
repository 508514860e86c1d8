// Exports of a book: texts, opening balances, assertions at months' ends, and what outside tools say of them.
import { exec } from "node:child_process";
import { createHash } from "node:crypto";
import { Writable } from "node:stream";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { addAsset } from "../../../src/books/store/assets.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { exportBook } from "../../../src/finance/exports/store/export-book.ts";
import { formatAmount } from "../../../src/kernel/money.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import { Bookkeepers, exported, haveBookkeepers } from "../../support/bookkeepers.ts";
import { AUTH_SECRET, Folder, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { ROOT } from "../../support/process.ts";
import { AT, fillNetwork, order, PLAN } from "../../support/sample.ts";

const plan = {
  ...PLAN,
  release: { days: 20 },
  rules: [
    ...PLAN.rules,
    { kind: "CASHBACK", rate: "1", basis: "GROSS", asset: "POINT" },
    { kind: "CASHBACK", rate: "0.001" },
  ],
};
const on = (day: string) => ({ occurredAt: `${day}T12:00:00+08:00`, buyer: "b_1.x" });
const SCALES: Readonly<Record<string, number>> = { CNY: 2, POINT: 0 };

let database: Database;
let network: Network;
let folder: Folder;
let bookkeepers: Bookkeepers;

beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
  folder = await Folder.open();
  bookkeepers = new Bookkeepers(folder.path);
  await addAsset(network, { code: "POINT", scale: 0 }, AT);
  await fillNetwork(network, { plan });
  const outcomes = await new Lane(network).submit([
    order("-jan", { ...on("2026-01-15"), quantity: "10" }),
    order("march", { ...on("2026-03-02"), quantity: "7" }),
    order("feb", { ...on("2026-02-28"), quantity: "3" }),
    order("late", { ...on("2026-01-31"), quantity: "2" }),
    parseRefund({
      ...{ ref: "back", orderRef: "-jan", quantity: "4" },
      occurredAt: "2026-02-01T00:00:00+08:00",
    }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill("SETTLED"));
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

/** Our trial balance, as the tools' balances are given. */
async function trialBalance(): Promise<string[]> {
  const balances = await network.read((tx) => allBalances(tx));
  return balances
    .map(({ account, asset, balanceMinor }) => {
      return `${account} ${formatAmount(balanceMinor, SCALES[asset]!)} ${asset}`;
    })
    .sort();
}

describe("§7 exports go by accounting date", () => {
  it("the general ledger: by date, then sequence, then line, each line in its own column", async () => {
    const { text, manifest } = await exported(network, { format: "csv" });
    const [header, ...rows] = text.trimEnd().split("\n");
    expect(header).toBe("date,sequence,ref,line,account,debit,credit,asset,counterparty,memo");
    const keys = rows.map((row) => row.split(",").slice(0, 4));
    const numbered = keys.map(([date, seq, , line]) => [date, Number(seq), Number(line)] as const);
    expect([...new Set(keys.map(([date, , ref]) => `${date} ${ref}`))]).toEqual([
      ...["2026-01-15 '-jan", "2026-01-31 late", "2026-02-01 back"],
      ...["2026-02-28 feb", "2026-03-02 march"],
    ]);
    expect(numbered).toEqual(
      numbered.toSorted((a, b) =>
        a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : a[1] - b[1] || a[2] - b[2],
      ),
    );
    expect(rows[0]).toMatch(
      /^2026-01-15,\d+,'-jan,1,assets:custody,100\.00,,CNY,b_1\.x,SETTLEMENT QB-10 × 10$/,
    );
    expect(manifest.sha256).toBe(createHash("sha256").update(text).digest("hex"));
    expect(manifest).toMatchObject({
      ...{ transactions: 5, lines: rows.length, from: "2026-01-15", to: "2026-03-02" },
      ...{ firstSequence: Number(keys[0]![1]), lastSequence: Number(keys[0]![1]) + 4 },
      bytes: Buffer.byteLength(text),
    });
    expect(manifest.totals.map(({ debits, credits }) => debits === credits)).toEqual([true, true]);
  });

  it("a month stands alone: what accounts held before comes first, and no more than its days", async () => {
    const february = { from: "2026-02-01", to: "2026-02-28" };
    const { text } = await exported(network, { format: "hledger", ...february });
    const transactions = text.match(/^2026.*$/gm)!.map((line) => line.replace(/ \|.*/, ""));
    expect(transactions).toEqual([
      "2026-02-01 * opening balances",
      expect.stringMatching(/^2026-02-01 \* \(\d+\) back$/),
      expect.stringMatching(/^2026-02-28 \* \(\d+\) feb$/),
      "2026-02-28 * balances at the end of the day",
    ]);
    expect(text).toContain("\n    assets:custody  120.00 CNY\n");
    expect(text).toContain("\n    assets:custody  0.00 CNY = 110.00 CNY\n");
  });

  it("days out of order are refused, and days without a posting are empty", async () => {
    const ran = await tributary(
      "export",
      "--format",
      "csv",
      "--from",
      "2026-02-01",
      "--to",
      "2026-01-01",
    );
    expect(ran).toMatchObject({ code: 1, stderr: ["to: 2026-01-01 is before from, 2026-02-01"] });
    const { text, manifest } = await exported(network, { format: "csv", from: "2027-01-01" });
    expect([text.split("\n").length, manifest.lines, manifest.firstSequence]).toEqual([2, 0, null]);
  });
});

describe("tributary export", () => {
  const name = () => ["--network", network.settings.name];

  it("writes to standard output with the manifest on stderr, or to a file with one beside it", async () => {
    const { text, manifest } = await exported(network, { format: "beancount" });
    const ran = await tributary("export", "--format", "beancount", ...name());
    expect([ran.code, ran.stdout]).toEqual([0, text]);
    expect(JSON.parse(ran.stderr[0]!)).toEqual(manifest);
    const out = `${folder.path}/book.beancount`;
    expect(
      await tributary("export", "--format", "beancount", "--out", out, ...name()),
    ).toMatchObject({ code: 0, stdout: "" });
    expect(await folder.read("book.beancount")).toBe(text);
    expect(JSON.parse(await folder.read("book.beancount.manifest.json"))).toEqual(manifest);
  });

  it("says what cannot be written", async () => {
    const out = `${folder.path}/none/book.csv`;
    const { code, stderr } = await tributary("export", "--format", "csv", "--out", out, ...name());
    expect([code, stderr.length]).toEqual([1, 1]);
    expect(stderr[0]).toMatch(/book\.csv: cannot be written: ENOENT/);
  });
});

it("is of one moment: what is settled while it is written is not in it", async () => {
  const sold = await createTestNetwork(database);
  await fillNetwork(sold);
  const lane = new Lane(sold);
  await lane.submit([order("before")]);
  let written = 0;
  const sink = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      written += 1;
      if (written > 1) return done();
      lane.submit([order("meanwhile")]).then(() => done(), done);
    },
  });
  const { transactions, totals } = await exportBook(sold, { format: "hledger" }, sink);
  expect([transactions, totals[0]?.debits]).toEqual([1, "10.00"]);
});

it("a reader that stops ends the query", async () => {
  const sink = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      done(new Error("gone"));
    },
  });
  await expect(exportBook(network, { format: "hledger" }, sink)).rejects.toThrow("gone");
  // The rollback is sent before the error is thrown; PostgreSQL may take it a moment later.
  await vi.waitFor(async () => {
    const open = await network.read((tx) =>
      sql`select 1 from pg_stat_activity where state like 'idle in transaction%'
                   and query like 'fetch%' and datname = current_database()`.execute(tx.db),
    );
    expect(open.rows).toEqual([]);
  });
});

it("a pipe that is closed early ends the program at once and in silence", async () => {
  const long = await createTestNetwork(database);
  await fillNetwork(long);
  const orders = Array.from({ length: 1_000 }, (_, index) => order(`o-${index}`));
  await new Lane(long).submit(orders);
  const program = `"${process.execPath}" "${ROOT}/dist/src/tributary.js"`;
  const command = `${program} export --format csv --network ${long.settings.name} | head -n 2`;
  const env = { ...process.env, DATABASE_URL: inject("databaseUrl"), AUTH_SECRET };
  const { stdout, stderr } = await promisify(exec)(command, { env });
  expect(stdout.split("\n")).toHaveLength(3);
  // A whole export would end with its manifest.
  expect(stderr).toBe("");
});

describe.skipIf(!haveBookkeepers())("hledger and beancount", () => {
  it("accept the book, each month of it alone, and hold what our trial balance holds", async () => {
    const expected = await trialBalance();
    for (const days of [{}, { from: "2026-02-01" }, { from: "2026-03-01", to: "2026-03-31" }]) {
      const journal = (await exported(network, { format: "hledger", ...days })).text;
      const file = (await exported(network, { format: "beancount", ...days })).text;
      expect(await bookkeepers.hledger(journal)).toBe("");
      expect(await bookkeepers.beancount(file)).toBe("");
      expect(await bookkeepers.hledgerBalances(journal)).toEqual(expected);
      expect(await bookkeepers.beancountBalances(file)).toEqual(expected);
    }
    const january = { to: "2026-01-31" };
    expect(
      await bookkeepers.hledger((await exported(network, { format: "hledger", ...january })).text),
    ).toBe("");
  });

  it("refuse it once a fen is changed, also where the entry still balances", async () => {
    for (const format of ["hledger", "beancount"] as const) {
      const { text } = await exported(network, { format });
      const [one] = text.match(/^ +assets:custody {2}100\.00 CNY$/im)!;
      const channel = text.replace(one!, one!.replace("100.00", "100.01"));
      expect(channel).not.toBe(text);
      expect(await bookkeepers[format](channel)).toMatch(/balance/i);
      // The supplier's line of the same entry takes the fen back.
      const both = channel.replace(/(upplier:S001\S* {2}-?85\.)00/i, "$101");
      expect(both).not.toBe(channel);
      expect(await bookkeepers[format](both)).toMatch(/balance/i);
    }
  });
});
