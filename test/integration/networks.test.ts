// Networks are created whole or not at all, keep their settings, and never meet.
import { Migration } from "@mikro-orm/migrations";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrations } from "../../migrations/list.ts";
import { Product, Supplier } from "../../src/catalog/entities.ts";
import type { Database, Network, Tx } from "../../src/database/database.ts";
import { createNetwork, networkNames } from "../../src/database/networks.ts";
import { Distributor } from "../../src/network/entities.ts";
import { createTestNetwork, openTestDatabase, uniqueName } from "../support/network.ts";

class Broken extends Migration {
  override up(): void {
    this.addSql("create table half (id int)");
    this.addSql("create table half (id int)");
  }
}

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
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
  await network.write(({ db }) => insertDistributor(db, 1, "R", null));
  const found = await network.read(({ em }) => em.findOneOrFail(Distributor, { code: "R" }));
  expect(found.id).toBe(1);
});

test("a name that is taken is refused, and the network that has it stays as it was", async () => {
  const { settings } = await createTestNetwork(database, { scale: 3 });
  const again = createNetwork(database, { name: settings.name, scale: 0 });
  await expect(again).rejects.toMatchObject({
    code: "CONFLICT",
    message: `name: there is a network "${settings.name}" already`,
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

test("two networks with the same codes do not meet", async () => {
  const networks = [await createTestNetwork(database), await createTestNetwork(database)];
  await Promise.all(networks.map((network, index) => fill(network, `of ${index}`)));
  for (const [index, network] of networks.entries()) {
    const seen = await network.read(readAll);
    expect(seen).toEqual({
      distributors: [`root of ${index}`, `child of ${index}`],
      parent: `root of ${index}`,
      supplier: `supplier of ${index}`,
    });
  }
});

test("a network's triggers look at its own tables, wherever the session is", async () => {
  const [one, other] = [await createTestNetwork(database), await createTestNetwork(database)];
  const append = (network: Network, seq: number, session: Network) =>
    session.write(({ db }) =>
      sql`insert into ${sql.id(network.schema, "ledger_transaction")} values
        (${seq}, 'PLAN', null, now(), now(), now(), '', 0, sha256(''))`.execute(db),
    );
  await append(one, 1, other);
  await append(one, 2, other);
  await expect(append(other, 3, one)).rejects.toThrow("transactions 3 to 3 do not follow 0");
  await append(other, 1, one);
});

async function insertDistributor(db: Tx["db"], id: number, code: string, parent: number | null) {
  const path = parent === null ? `{${id}}` : `{${parent},${id}}`;
  await sql`insert into distributor (id, code, parent_id, name, status, joined_at, path)
    values (${id}, ${code}, ${parent}, ${code}, 'ACTIVE', now(), ${path})`.execute(db);
}

// In plain SQL and through the ORM, with the same ids and codes in every network.
async function fill(network: Network, suffix: string): Promise<void> {
  await network.write(async ({ em, db }) => {
    await insertDistributor(db, 1, "ROOT", null);
    await insertDistributor(db, 2, "CHILD", 1);
    for (const one of await em.find(Distributor, {})) {
      one.name = `${one.code.toLowerCase()} ${suffix}`;
    }
    em.create(Product, {
      id: 1,
      code: "QB-10",
      name: "card",
      category: "game-card",
      supplier: em.create(Supplier, { id: 1, code: "S", name: `supplier ${suffix}` }),
      supplyPriceMinor: 1n,
      listPriceMinor: null,
    });
  });
}

async function readAll({ em, db }: Tx) {
  const { rows } = await sql<{ name: string }>`
    select name from distributor order by id`.execute(db);
  const child = await em.findOneOrFail(Distributor, { code: "CHILD" }, { populate: ["parent"] });
  const product = await em.findOneOrFail(Product, { code: "QB-10" }, { populate: ["supplier"] });
  return {
    distributors: rows.map((row) => row.name),
    parent: child.parent?.name,
    supplier: product.supplier.name,
  };
}
