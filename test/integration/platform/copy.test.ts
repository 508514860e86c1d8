// Rows in the binary COPY format arrive as they were written, whatever their size; and a copy behind a
// statement that failed does nothing, without harming the connection.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CopiedRows } from "../../../src/database/copy.ts";
import type { Database, Network, Tx } from "../../../src/database/database.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
  await network.write(async (tx) => {
    tx.send(sql`create table settled (small smallint, whole int, large bigint, words text,
      hash bytea, day date, moment timestamptz(3), upline int[])`);
  });
});
afterAll(() => database.close());

const TEXTS = [
  "",
  "CNY",
  "网络:分销商",
  "a\tb\\n\"'",
  "é",
  "😀".repeat(9),
  "x".repeat(24),
  "长".repeat(40_000),
];
const COLUMNS = ["small", "whole", "large", "words", "hash", "day", "moment", "upline"];

/** The table is the test's own, so that the types do not know it. */
const rowsOf = () => new CopiedRows("settled" as never, COLUMNS as never[]);

async function stored(): Promise<unknown[]> {
  return network.write(async ({ db }) => {
    const { rows } = await sql`delete from settled returning small::text, whole::text, large::text,
      words, encode(hash, 'hex') as hash, day::text,
      to_char(moment at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') as moment, upline::text`.execute(
      db,
    );
    return rows;
  });
}

it("rows arrive as they were written", async () => {
  const rows = rowsOf();
  const wanted = TEXTS.map((words, n) => {
    const sign = n % 2 === 0 ? 1 : -1;
    const small = sign * 32_767;
    const whole = sign * (2 ** 31 - 1);
    const large = BigInt(sign) * (2n ** 63n - 1n);
    const moment = Date.UTC(1970 + 100 * n, n, 1, 0, 0, 0, 1 + n);
    const day = new Date(moment).toISOString().slice(0, 10);
    const upline = Array.from({ length: n }, (_, level) => 7 ** level);
    rows.begin().int2(small).int4(whole).int8(large).text(words);
    rows
      .bytes(Buffer.from([n, 255]))
      .date(day)
      .timestamptz(moment)
      .int4s(upline);
    const at = new Date(moment).toISOString().replace("T", " ").replace("Z", "000");
    const hash = `0${n}ff`;
    const numbers = { small: `${small}`, whole: `${whole}`, large: `${large}` };
    return { ...numbers, words, hash, day, moment: at, upline: `{${upline}}` };
  });
  await network.write(async (tx) => tx.copy(rows));
  expect(await stored()).toEqual(wanted);
});

it("what may be missing is null", async () => {
  const rows = rowsOf();
  rows.begin().null().int4(null).null().text(null).null().null().timestamptz(null).null();
  await network.write(async (tx) => tx.copy(rows));
  const empty = Object.fromEntries(COLUMNS.map((column) => [column, null]));
  expect(await stored()).toEqual([empty]);
});

it.each([
  ["a smallint", (rows: CopiedRows) => rows.int2(32_768)],
  ["an int", (rows: CopiedRows) => rows.int4(-(2 ** 31) - 1)],
  ["an int", (rows: CopiedRows) => rows.int4(1.5)],
  ["a bigint", (rows: CopiedRows) => rows.int8(2n ** 63n)],
])("a number that is not %s is refused, not cut", (type, write) => {
  expect(() => write(rowsOf().begin())).toThrow(type);
});

const failing = (tx: Tx) => tx.send(sql`select 1 / 0`);

it("behind a statement that failed, nothing is stored, and the connection serves the next", async () => {
  const copyOne = (tx: Tx) => {
    const rows = rowsOf();
    rows.begin().int2(1).int4(1).int8(1n).text("x").null().null().null().int4s([]);
    tx.copy(rows);
  };
  await expect(network.write(async (tx) => [failing(tx), copyOne(tx)])).rejects.toThrow(
    "division by zero",
  );
  const pool = await database.pool();
  expect(pool.waitingCount).toBe(0);
  expect(await stored()).toEqual([]);
  await network.write(async (tx) => copyOne(tx));
  expect(await stored()).toHaveLength(1);
});

it("a row that the table refuses fails the transaction with its reason", async () => {
  const rows = new CopiedRows("account", ["id", "name", "asset"]);
  rows.begin().int4(1).text("a").text("no such asset");
  await expect(network.write(async (tx) => tx.copy(rows))).rejects.toThrow("account_asset_fkey");
  const cut = rowsOf();
  cut.begin().int2(1);
  await expect(network.write(async (tx) => tx.copy(cut))).rejects.toThrow("COPY");
});
