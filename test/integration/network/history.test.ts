// What statuses and categories were: kept with each change, checked by verify, and told of older databases.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { importProducts } from "../../../src/catalog/store/import-products.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { createNetwork, migrateAll } from "../../../src/database/networks.ts";
import { enrol } from "../../../src/network/store/enrol.ts";
import { importDistributors } from "../../../src/network/store/import-distributors.ts";
import { setStatus } from "../../../src/network/store/move.ts";
import {
  createScratchDatabase,
  createTestNetwork,
  openTestDatabase,
} from "../../support/network.ts";
import { AT, fileRows, fillNetwork, LINE, PRODUCTS } from "../../support/sample.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
});

async function rows(query: string): Promise<unknown[]> {
  return network.read(async (tx) => (await sql.raw(query).execute(tx.db)).rows);
}

const statuses = () =>
  rows(`select d.code || ' ' || coalesce(from_status, '-') || ' ' || to_status as change
          from status_change c join distributor d on d.id = c.distributor_id order by seq, code`);

const changes = (...all: string[]) => all.map((change) => ({ change }));

describe("the history of statuses", () => {
  it("has each change, and how those joined who were not active", async () => {
    await fillNetwork(network, {
      distributors: [...LINE, { code: "F", parent: "E", status: "SUSPENDED" }],
    });
    await enrol(network, { code: "G", parent: "F", status: "CLOSED" }, AT);
    await enrol(network, { code: "H", parent: "F" }, AT);
    for (const status of ["SUSPENDED", "SUSPENDED", "CLOSED"]) {
      await setStatus(network, "C", status, AT);
    }
    const told = ["F - SUSPENDED", "G - CLOSED", "C ACTIVE SUSPENDED", "C SUSPENDED CLOSED"];
    expect(await statuses()).toEqual(changes(...told));
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("is not altered", async () => {
    await fillNetwork(network);
    await setStatus(network, "C", "CLOSED", AT);
    for (const change of [
      "update status_change set to_status = 'ACTIVE'",
      "delete from status_change",
      "truncate status_change",
    ]) {
      const altered = network.write((tx) => sql.raw(change).execute(tx.db));
      await expect(altered).rejects.toThrow(/what is posted stays/);
    }
  });
});

describe("the history of categories", () => {
  it("has the changes of categories alone", async () => {
    await fillNetwork(network);
    const [qb, card] = PRODUCTS as [(typeof PRODUCTS)[0], (typeof PRODUCTS)[0]];
    await importProducts(network, fileRows([{ ...qb, supply_price: "8.60" }, card]), AT);
    const moved = [
      { ...qb, category: "game-card" },
      { ...card, supply_price: "43.00" },
    ];
    await importProducts(network, fileRows(moved), AT);
    expect(
      await rows("select product_id, from_category, to_category from category_change"),
    ).toEqual([{ product_id: 1, from_category: "top-up", to_category: "game-card" }]);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
    await network.write((tx) => sql`update product set category = 'x' where id = 1`.execute(tx.db));
    expect((await verifyNetwork(network)).mismatches).toEqual([
      "category of QB-10: is x and should be game-card by its changes",
    ]);
  });
});

describe("a database from before there was a history", () => {
  it("has what its journal tells of statuses, and verifies", async () => {
    const scratch = await createScratchDatabase();
    const current = await openTestDatabase({ url: scratch.url });
    try {
      await createNetwork(current, { name: "old" });
      network = await current.network("old");
      const imported = [...LINE, { code: "F", parent: "E", status: "SUSPENDED" }];
      await fillNetwork(network, { distributors: imported });
      await importDistributors(
        network,
        fileRows([{ code: "X", parent: "", status: "CLOSED" }]),
        AT,
      );
      await enrol(network, { code: "G", parent: "F", status: "CLOSED" }, AT);
      for (const [code, status] of [
        ["C", "CLOSED"],
        ["F", "ACTIVE"],
        ["G", "ACTIVE"],
        ["C", "ACTIVE"],
      ]) {
        await setStatus(network, code!, status!, AT);
      }
      const before = await statuses();
      const pool = await current.pool();
      await pool.query(`drop table network_old.status_change, network_old.category_change;
        delete from network_old.mikro_orm_migrations where name like '%StatusHistory'`);
      await migrateAll(current);
      // Which import brought X is not in the journal: the first one stands for it.
      expect(await statuses()).toEqual(expect.arrayContaining(before));
      expect(await statuses()).toHaveLength(before.length);
      expect((await verifyNetwork(network)).mismatches).toEqual([]);
    } finally {
      await current.close();
      await scratch.drop();
    }
  });
});
