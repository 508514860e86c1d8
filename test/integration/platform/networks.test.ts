// Networks are created whole or not at all, and keep their settings.
import { Migration } from "@mikro-orm/migrations";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { createNetwork, networkNames } from "../../../src/database/networks.ts";
import { features } from "../../../src/features.ts";
import { tablesOf } from "../../../src/platform/app.ts";
import { ENTITIES, Supplier } from "../../support/entities.ts";
import { createTestNetwork, openTestDatabase, uniqueName } from "../../support/network.ts";

const { migrations } = tablesOf(features);

class Broken extends Migration {
  override up(): void {
    this.addSql("create table half (id int)");
    this.addSql("create table half (id int)");
  }
}

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ entities: ENTITIES });
  // A registry, so that what is refused below has something to be counted in.
  await createTestNetwork(database);
});

afterAll(() => database.close());

async function schemaExists(name: string): Promise<boolean> {
  const pool = await database.pool();
  const { rowCount } = await pool.query("select from pg_namespace where nspname = $1", [
    `network_${name}`,
  ]);
  return rowCount === 1;
}

test("settings are read back as they were given", async () => {
  const name = uniqueName();
  const asset = { code: "POINT", scale: 0 };
  await createNetwork(database, {
    name,
    asset: asset.code,
    scale: asset.scale,
    timeZone: "America/Sao_Paulo",
    complianceLevels: 3,
  });
  const { settings } = await database.network(name);
  expect({ ...settings, zone: settings.zone.name }).toEqual({
    name,
    asset,
    zone: "America/Sao_Paulo",
    complianceLevels: 3,
  });
});

test.each([
  ["name", { name: "" }],
  ["name", { name: "Upper" }],
  ["name", { name: "1st" }],
  ["name", { name: 'a"; drop schema public; --' }],
  ["name", { name: "名" }],
  ["name", { name: "a\n" }],
  ["name", { name: "a".repeat(41) }],
  ["asset", { asset: "cny" }],
  ["asset", { asset: "A".repeat(13) }],
  ["scale", { scale: 13 }],
  ["scale", { scale: -1 }],
  ["scale", { scale: 0.5 }],
  ["complianceLevels", { complianceLevels: Number.NaN }],
  ["timeZone", { timeZone: "Asia/Nowhere" }],
])("a %s is refused and nothing is made: %o", async (field, wanted) => {
  const name = uniqueName();
  const creating = createNetwork(database, { name, ...wanted });
  await expect(creating).rejects.toMatchObject({ name: "Refusal", code: "INVALID", field });
  const refused = "name" in wanted ? wanted.name : name;
  expect(await networkNames(database)).not.toContain(refused);
  expect(await schemaExists(refused)).toBe(false);
});

test("the longest name and every character of one work", async () => {
  const name = `${uniqueName()}_-${"z".repeat(29)}`;
  expect(name).toHaveLength(40);
  const network = await createTestNetwork(database, { name });
  await network.unitOfWork(async (em) => void em.create(Supplier, { id: 1, code: "S", name: "S" }));
  const { rows } = await network.read(({ db }) => sql`select code from supplier`.execute(db));
  expect(rows).toEqual([{ code: "S" }]);
});

test("a name that is taken is refused, and the network that has it stays as it was", async () => {
  const { settings } = await createTestNetwork(database, { scale: 3 });
  const again = createNetwork(database, { name: settings.name, scale: 0 });
  await expect(again).rejects.toMatchObject({
    code: "CONFLICT",
    message: `name: the network "${settings.name}" already exists`,
  });
  const { rows } = await (await database.pool()).query(
    `select code, scale from "network_${settings.name}".asset`,
  );
  expect(rows).toEqual([{ code: "CNY", scale: 3 }]);
});

test("of many who create the same network at once, one does", async () => {
  const name = uniqueName();
  const attempts = Array.from({ length: 25 }, () => createNetwork(database, { name }));
  const outcomes = await Promise.allSettled(attempts);
  const refused = outcomes.filter((one) => one.status === "rejected").map((one) => one.reason.code);
  expect(refused).toEqual(Array.from({ length: 24 }, () => "CONFLICT"));
  await database.network(name);
});

test("a creation that fails leaves neither a registered name nor a schema", async () => {
  const name = uniqueName();
  const broken = await openTestDatabase({ migrations: [...migrations, Broken] });
  try {
    await expect(createNetwork(broken, { name })).rejects.toThrow('relation "half" already exists');
  } finally {
    await broken.close();
  }
  expect(await networkNames(database)).not.toContain(name);
  expect(await schemaExists(name)).toBe(false);
  await createNetwork(database, { name });
});

test("a schema that no network owns is not taken over", async () => {
  const name = uniqueName();
  const pool = await database.pool();
  await pool.query(`create schema "network_${name}"`);
  await expect(createNetwork(database, { name })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await networkNames(database)).not.toContain(name);
});

test("a network that does not exist is not found", async () => {
  const looking = database.network('x" cascade; --');
  await expect(looking).rejects.toMatchObject({ code: "NOT_FOUND", field: "network" });
});
