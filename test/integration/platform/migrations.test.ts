// Migrating: every network, each by itself, whole or not at all, as often as one likes.
import { Migration } from "@mikro-orm/migrations";
import { afterEach, beforeEach, expect, test } from "vitest";
import { M20261124Closing } from "../../../migrations/0010-periods.ts";
import { M20261125Tax } from "../../../migrations/0014-payouts-tax.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database } from "../../../src/database/database.ts";
import { createNetwork, migrateAll, networkNames } from "../../../src/database/networks.ts";
import type { DatabaseOptions } from "../../../src/database/orm.ts";
import { features } from "../../../src/features.ts";
import { approvePayout } from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { TERMS_KIND } from "../../../src/finance/payouts/store/terms-kind.ts";
import { StartupError } from "../../../src/kernel/errors.ts";
import { tablesOf } from "../../../src/platform/app.ts";
import { publishAll } from "../../../src/platform/publishing/publish.ts";
import { createScratchDatabase, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order } from "../../support/sample.ts";
import type { Scratch } from "../../support/server.ts";
import { verifyNetwork } from "../../support/verify.ts";

const { migrations } = tablesOf(features);

// Fails, after it has begun to change things, where there is a supplier "BAD".
class Nicknames extends Migration {
  override up(): void {
    this.addSql("alter table distributor add column nickname text");
    this.addSql("alter table supplier add constraint supplier_code_check check (code <> 'BAD')");
  }
}

let scratch: Scratch;
const opened: Database[] = [];

beforeEach(async () => {
  scratch = await createScratchDatabase();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
  await scratch.drop();
});

async function open(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openTestDatabase({ url: scratch.url, ...options });
  opened.push(database);
  return database;
}

/** A line for each column, constraint and trigger of all networks, and each migration applied. */
async function structure(database: Database): Promise<string[]> {
  const pool = await database.pool();
  const { rows } = await pool.query<{ line: string }>(`
    select attrelid::regclass || ' ' || attname || ' ' || attnum as line
      from pg_attribute join pg_class c on c.oid = attrelid
      join pg_namespace n on n.oid = relnamespace where nspname like 'network%' and attnum > 0
    union all select conrelid::regclass || ' ' || conname || ' ' || oid from pg_constraint
    union all select tgrelid::regclass || ' ' || tgname || ' ' || oid from pg_trigger
    order by 1`);
  const applied = (await networkNames(database)).map(async (name) => {
    const log = await pool.query(`select * from "network_${name}".mikro_orm_migrations`);
    return `${name} ${JSON.stringify(log.rows)}`;
  });
  return [...rows.map((row) => row.line), ...(await Promise.all(applied))];
}

async function hasNickname(database: Database, name: string): Promise<boolean> {
  const pool = await database.pool();
  const { rowCount } = await pool.query(
    `select from information_schema.columns where table_schema = $1 and column_name = 'nickname'`,
    [`network_${name}`],
  );
  return rowCount === 1;
}

test("an empty database gets the network default", async () => {
  const database = await open();
  await migrateAll(database);
  expect(await networkNames(database)).toEqual(["default"]);
  const { settings } = await database.network("default");
  expect(settings.asset).toEqual({ code: "CNY", scale: 2 });
});

test("migrating twice does nothing the second time", async () => {
  const database = await open();
  await migrateAll(database);
  await createNetwork(database, { name: "other" });
  const before = await structure(database);
  const done = await migrateAll(database);
  expect(done).toEqual([
    { name: "default", applied: 0 },
    { name: "other", applied: 0 },
  ]);
  expect(await structure(database)).toEqual(before);
  expect(before.length).toBeGreaterThan(100);
});

test("several processes may migrate an empty database at once", async () => {
  const databases = await Promise.all([open(), open(), open()]);
  await Promise.all(databases.map(migrateAll));
  expect(await networkNames(databases[0]!)).toEqual(["default"]);
  await databases[2]!.network("default");
});

test("every network is brought up to date", async () => {
  const old = await open();
  await migrateAll(old);
  for (const name of ["a", "b"]) await createNetwork(old, { name });
  const database = await open({ migrations: [...migrations, Nicknames] });
  const done = await migrateAll(database);
  expect(done).toEqual(["a", "b", "default"].map((name) => ({ name, applied: 1 })));
  for (const { name } of done) expect(await hasNickname(database, name)).toBe(true);
});

test("a network that cannot be migrated stays whole as it was, and the others go on", async () => {
  const old = await open();
  for (const name of ["a", "b", "c"]) await createNetwork(old, { name });
  const pool = await old.pool();
  await pool.query("insert into network_b.supplier (id, code, name) values (1, 'BAD', 'Bad')");
  const before = (await structure(old)).filter((line) => line.startsWith("network_b."));

  const database = await open({ migrations: [...migrations, Nicknames] });
  const fault = await migrateAll(database).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(StartupError);
  expect((fault as Error).message).toMatch(/^network "b" cannot be migrated .*supplier_code_check/);
  expect((fault as Error).message).not.toContain("\n");
  for (const [name, migrated] of Object.entries({ a: true, b: false, c: true })) {
    expect(await hasNickname(database, name), name).toBe(migrated);
  }
  const after = (await structure(database)).filter((line) => line.startsWith("network_b."));
  expect(after).toEqual(before);
});

test("totals by accounting date are filled in for books that there are", async () => {
  const database = await open();
  await migrateAll(database);
  const network = await database.network("default");
  await fillNetwork(network);
  const days = ["2026-03-05", "2026-01-31", "2026-02-01", "2026-01-31"];
  const orders = days.map((day, n) => order(`o${n}`, { occurredAt: `${day}T12:00:00+08:00` }));
  expect(await new Lane(network).submit(orders)).toHaveLength(4);
  const totals = async () => {
    const pool = await database.pool();
    const tables = ["day_total", "month_total"].map(async (table) => {
      return (await pool.query(`select * from network_default.${table} order by 1, 2`)).rows;
    });
    return Promise.all(tables);
  };
  const before = await totals();
  expect(before.every((rows) => rows.length > 6)).toBe(true);
  const tables = ["day_total", "month_total", "period_close", "period_total", "period_reopen"];
  await (await database.pool()).query(
    `set search_path = network_default; drop table ${tables.join(", ")};
     drop index ledger_transaction_accounting_date_seq_idx;
     delete from mikro_orm_migrations where name = '${M20261124Closing.name}'; reset search_path`,
  );
  expect(await migrateAll(database)).toEqual([{ name: "default", applied: 1 }]);
  expect(await totals()).toEqual(before);
});

test("what was approved before there was a tax is kept as untaxed, in the month of its approval", async () => {
  const database = await open();
  await migrateAll(database);
  const network = await database.network("default");
  await fillNetwork(network);
  await new Lane(network).submit([order("o-1", { quantity: "100" })]);
  const payees = { "e-1": { distributor: "E" }, "s-1": { supplier: "S001" } };
  for (const [idempotencyKey, payee] of Object.entries(payees)) {
    await requestPayout(network, { idempotencyKey, amount: "10.00", ...payee }, AT);
  }
  await approvePayout(network, "s-1", Date.parse("2026-02-28T15:59:59Z"));
  const document = { effectiveFrom: "2026-03-01T00:00:00+08:00", payout: {} };
  await publishAll(network, TERMS_KIND, [{ document }], AT);
  await approvePayout(network, "e-1", Date.parse("2026-02-28T16:00:00Z"));
  const pool = await database.pool();
  const taxes = async () =>
    (await pool.query("select * from network_default.payout_tax order by payout_seq")).rows;
  const before = await taxes();
  expect(before.map(({ identity, month, terms }) => [identity, month, terms])).toEqual([
    ["distributor:E", 3, 1],
    ["supplier:S001", 2, null],
  ]);
  await pool.query(
    `set search_path = network_default; drop table payout_tax, tax_identity;
     drop index ledger_transaction_accounting_date_idx;
     delete from mikro_orm_migrations where name = '${M20261125Tax.name}'; reset search_path`,
  );
  expect(await migrateAll(database)).toEqual([{ name: "default", applied: 1 }]);
  expect(await taxes()).toEqual(before);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});
