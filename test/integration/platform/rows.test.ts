// What the types of the rows say is what the driver returns: 64-bit amounts, instants, days, arrays, bytes, JSON.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Network } from "../../../src/database/database.ts";
import type { Tables } from "../../../src/database/tables.ts";
import { INT64_MAX, INT64_MIN } from "../../../src/kernel/money.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";

const INSTANT = new Date("2026-01-31T23:30:00.123+08:00");
const READ = "2026-01-31 15:30:00.123+00";
const HASH = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index));

let database: Database;
let network: Network;

beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
});

afterAll(() => database.close());

/** All rows of a table as its generated type names them, in the order of the first column. */
async function rowsOf<Name extends keyof Tables>(name: Name): Promise<Tables[Name][]> {
  const { rows } = await network.read(({ db }) =>
    sql<Tables[Name]>`select * from ${sql.table(name)} order by 1, 2`.execute(db),
  );
  return rows;
}

test("the tree", async () => {
  await network.write(async ({ db }) => {
    await sql`insert into distributor values
      (1, 'R', null, '根', null, 'ACTIVE', ${INSTANT}),
      (20, 'C', 1, 'child', 'GOLD', 'SUSPENDED', ${INSTANT})`.execute(db);
    await sql`insert into distributor_path values (1, '{1}'), (20, '{1,20}')`.execute(db);
  });
  const [root, child]: Tables["distributor"][] = await rowsOf("distributor");
  expect(root).toMatchObject({ parent_id: null, tier: null, name: "根", joined_at: READ });
  expect(root).toMatchObject({ is_withheld: false, joined_tier: null });
  expect(child).toMatchObject({ parent_id: 1, tier: "GOLD", status: "SUSPENDED" });
  const [, path]: Tables["distributor_path"][] = await rowsOf("distributor_path");
  expect(path).toEqual({ distributor_id: 20, path: [1, 20] });
});

test("the catalogue", async () => {
  const document = { name: "standard", rules: [{ rate: "0.10", names: ["a\\b", '"', "金"] }] };
  await network.write(async ({ db }) => {
    await sql`insert into supplier values (1, 'S', 'S')`.execute(db);
    await sql`insert into product values (1, 'P', 'P', 'c', 1, ${INT64_MAX}, null)`.execute(db);
    await sql`insert into plan values
      (1, 'standard', ${INSTANT}, 9, ${JSON.stringify(document)})`.execute(db);
  });
  expect(await rowsOf("product")).toEqual<Tables["product"][]>([
    {
      ...{ id: 1, code: "P", name: "P", category: "c", supplier_id: 1 },
      ...{ supply_price: `${INT64_MAX}`, list_price: null },
    },
  ]);
  expect(await rowsOf("plan")).toEqual<Tables["plan"][]>([
    {
      ...{ version: 1, name: "standard", effective_from: READ, seq: "9", document },
      acknowledgement: null,
    },
  ]);
});

test("the book", async () => {
  await network.write(async ({ db }) => {
    await sql`insert into account values (1, 'assets:custody', 'CNY'), (2, 'x', 'CNY')`.execute(db);
    await sql`insert into ledger_transaction values
      (1, 'SETTLEMENT', null, ${INSTANT}, '2026-01-31', ${INSTANT}, '{}', 2, ${HASH})`.execute(db);
    await sql`insert into posting values
      (1, 1, 1, 'CNY', ${INT64_MAX}, ${INT64_MAX}),
      (1, 2, 2, 'CNY', ${-INT64_MAX}, ${INT64_MIN})`.execute(db);
    await sql`insert into seal values (1, 1, ${INSTANT}, ${HASH})`.execute(db);
    await sql`insert into coverage values (1, ${`${INT64_MAX}0`}, 0, 0, 0, 0, 0, 0)`.execute(db);
  });
  expect(await rowsOf("ledger_transaction")).toEqual<Tables["ledger_transaction"][]>([
    {
      ...{ seq: "1", kind: "SETTLEMENT", ref: null, occurred_at: READ, recorded_at: READ },
      ...{ accounting_date: "2026-01-31", cause: "{}", posting_count: 2, hash: HASH },
    },
  ]);
  expect(await rowsOf("posting")).toContainEqual<Tables["posting"]>({
    ...{ seq: "1", line: 2, account_id: 2, asset: "CNY" },
    ...{ amount: `${-INT64_MAX}`, balance: `${INT64_MIN}` },
  });
  expect(await rowsOf("account")).toContainEqual<Tables["account"]>({
    ...{ id: 2, name: "x", asset: "CNY" },
  });
  expect(await rowsOf("seal")).toEqual<Tables["seal"][]>([
    { last_seq: "1", first_seq: "1", recorded_at: READ, hash: HASH },
  ]);
  expect(await rowsOf("coverage")).toMatchObject([{ custody: `${INT64_MAX}0`, tax: "0" }]);
});

test("settlements, tier changes, volumes and statement lines", async () => {
  const share = { rule: 0, kind: "SELLER", recipient: "R", amount: "9223372036854775807" };
  await network.write(async ({ db }) => {
    await sql`insert into settlement values
      (1, 20, 1, 1, 1, null, '2026-01-01', 5, 4, 3, 2, -1, null, 'DEPOSIT', '{1}',
       ${JSON.stringify([share])})`.execute(db);
    await sql`insert into tier_change values (1, 1, 20, null, 'GOLD', '{}')`.execute(db);
    await sql`insert into volume values (20, '2026-01-01', 0, ${INT64_MAX})`.execute(db);
    await sql`insert into statement_line values
      (1, 1, 2, 'L', null, '{"a,b",金}', '2026-01-31', '', 7, null, '', '', '', null, null)`.execute(
      db,
    );
  });
  const [settlement] = await rowsOf("settlement");
  expect(settlement).toMatchObject({ seq: "1", month: "2026-01-01", platform: "-1", buyer: null });
  expect(settlement).toMatchObject({ ladder_version: null, upline: [1], shares: [share] });
  expect(settlement).toMatchObject({ payment: "DEPOSIT", quantity: "5", due_at: null });
  expect(await rowsOf("tier_change")).toEqual<Tables["tier_change"][]>([
    { seq: "1", line: 1, distributor_id: 20, from_tier: null, to_tier: "GOLD", upline: [] },
  ]);
  expect(await rowsOf("volume")).toEqual<Tables["volume"][]>([
    { distributor_id: 20, month: "2026-01-01", personal: "0", team: `${INT64_MAX}` },
  ]);
  const [line] = await rowsOf("statement_line");
  expect(line).toMatchObject({ day: "2026-01-31", refs: ["a,b", "金"], amount: "7", fee: null });
});
