// §7 The coverage that is kept: a book from before it gets its history, and verify sees every change of it.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { migrateAll } from "../../../src/database/networks.ts";
import { topUpCustody } from "../../../src/finance/deposits/store/paid-in.ts";
import {
  createScratchDatabase,
  createTestNetwork,
  openTestDatabase,
} from "../../support/network.ts";
import { fillNetwork, order, PLAN } from "../../support/sample.ts";
import type { Scratch } from "../../support/server.ts";

let scratch: Scratch;
let database: Database;
let network: Network;
beforeAll(async () => {
  scratch = await createScratchDatabase();
  database = await openTestDatabase({ url: scratch.url });
  network = await createTestNetwork(database, { name: "old" });
  await fillNetwork(network, { plan: { ...PLAN, allowLoss: true } });
  const lane = new Lane(network);
  const loss = (ref: string) => order(ref, { unitPrice: "8.00" });
  await lane.submit([order("a"), loss("b"), loss("c"), loss("d"), loss("e")]);
  const occurredAt = "2026-01-20T09:00:00+08:00";
  await topUpCustody(network, { key: "t", amount: "9", reference: "own", occurredAt }, "key");
  await lane.submit(Array.from({ length: 20 }, (_, n) => loss(`f${n}`)));
});
afterAll(async () => {
  await database.close();
  await scratch.drop();
});

const run = (statement: string) => network.write((tx) => sql.raw(statement).execute(tx.db));

async function kept(): Promise<unknown> {
  const read = sql`select (select json_agg(c order by last_seq) from coverage c) as coverage,
    (select json_agg(g order by seq) from gap_opened g) as gaps`;
  return (await network.read((tx) => read.execute(tx.db))).rows[0];
}

it("a book that is there already gets what each commit would have kept", async () => {
  const before = await kept();
  expect(before).toMatchObject({ gaps: [{ gap: 32 }, { gap: 32 }] });
  await run("drop table coverage, gap_opened");
  await run("delete from mikro_orm_migrations where name like '%Custody'");
  await migrateAll(database);
  expect(await kept()).toEqual(before);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("nobody changes it, and verify says where it is wrong", async () => {
  await expect(run("update coverage set custody = 1")).rejects.toThrow(/coverage/);
  await expect(run("delete from gap_opened")).rejects.toThrow(/gap_opened/);
  for (const table of ["coverage", "gap_opened"]) {
    await run(`alter table ${table} disable trigger ${table}_immutable`);
  }
  await run(
    "update coverage set tax = tax + 1 where last_seq = (select max(last_seq) from coverage)",
  );
  await run("delete from coverage where last_seq = 1");
  await run("update gap_opened set gap = gap + 1 where seq = (select min(seq) from gap_opened)");
  expect((await verifyNetwork(network)).mismatches).toEqual([
    expect.stringMatching(/^coverage after \d+: tax is 1 and should be 0$/),
    "coverage after 1: has no commit, or no row",
    expect.stringMatching(/^no gap opened at \d+, of 33$/),
    expect.stringMatching(/^a gap opened at \d+, of 32$/),
  ]);
});
