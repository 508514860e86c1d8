// Networks never meet: with the same codes and ids in each, every query and trigger sees its own.
import type { EntityManager } from "@mikro-orm/postgresql";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Network } from "../../../src/database/database.ts";
import { Distributor, ENTITIES, Product, Supplier } from "../../support/entities.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ entities: ENTITIES });
});

afterAll(() => database.close());

test("two networks with the same codes do not meet", async () => {
  const networks = [await createTestNetwork(database), await createTestNetwork(database)];
  await Promise.all(networks.map((network, index) => fill(network, `of ${index}`)));
  for (const [index, network] of networks.entries()) {
    const seen = await network.unitOfWork(readAll);
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

async function insertDistributor(
  db: Kysely<unknown>,
  id: number,
  code: string,
  parent: number | null,
) {
  await sql`insert into distributor (id, code, parent_id, name, status, joined_at)
    values (${id}, ${code}, ${parent}, ${code}, 'ACTIVE', now())`.execute(db);
}

// In plain SQL and through the ORM, with the same ids and codes in every network.
async function fill(network: Network, suffix: string): Promise<void> {
  await network.unitOfWork(async (em) => {
    const db = em.getKysely<unknown>();
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

async function readAll(em: EntityManager) {
  const db = em.getKysely<unknown>();
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
