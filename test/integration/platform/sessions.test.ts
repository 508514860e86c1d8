// Every query of a network runs in its schema, whatever the pool has done before; conflicts are taken again.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Network, Tx } from "../../../src/database/database.ts";
import { migrateAll } from "../../../src/database/networks.ts";
import { ENTITIES, Settings, Supplier } from "../../support/entities.ts";
import {
  createScratchDatabase,
  createTestNetwork,
  openTestDatabase,
} from "../../support/network.ts";

const DEFAULT_PATH = '"$user", public';

let database: Database;
let networks: Network[];

beforeAll(async () => {
  database = await openTestDatabase({ entities: ENTITIES });
  networks = [await createTestNetwork(database), await createTestNetwork(database)];
});

afterAll(() => database.close());

async function searchPath({ db }: Pick<Tx, "db">): Promise<string> {
  const { rows } = await sql<{ search_path: string }>`show search_path`.execute(db);
  return rows[0]!.search_path.replaceAll('"', "");
}

/** The search paths of all connections that the pool has. */
async function pooledPaths(one: Database): Promise<string[]> {
  const pool = await one.pool();
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
  const shown = clients.map((client) => client.query("show search_path"));
  const paths = (await Promise.all(shown)).map(({ rows }) => rows[0].search_path);
  for (const client of clients) client.release();
  return paths;
}

test.each(["read", "write"] as const)("a %s sees its own schema, at every depth", async (way) => {
  const [network] = networks;
  const paths = await network![way](async (tx) => [
    await searchPath(tx),
    await searchPath({ db: tx.db }),
  ]);
  const nested = await network!.unitOfWork((outer) =>
    outer.transactional((em) => searchPath({ db: em.getKysely() })),
  );
  expect([...paths, nested]).toEqual(Array.from({ length: 3 }, () => network!.schema));
});

test("transactions of two networks side by side stay in their own schemas", async () => {
  const all = Array.from({ length: 60 }, (_, index) => networks[index % 2]!);
  const seen = await Promise.all(all.map((network) => network.read(searchPath)));
  expect(seen).toEqual(all.map(({ schema }) => schema));
});

test("nothing of a session is left on the pool's connections", async () => {
  const scratch = await createScratchDatabase();
  const own = await openTestDatabase({ url: scratch.url });
  try {
    await migrateAll(own);
    const fresh = await createTestNetwork(own);
    const fail = () => Promise.reject(new Error("no"));
    const reading = fresh.read(searchPath, true);
    await Promise.allSettled([reading, fresh.write(searchPath), fresh.write(fail)]);
    const paths = await pooledPaths(own);
    expect(paths.length).toBeGreaterThan(2);
    expect(new Set(paths)).toEqual(new Set([DEFAULT_PATH]));
  } finally {
    await own.close();
    await scratch.drop();
  }
});

test("without a network the ORM finds no tables", async () => {
  const reading = database.orm.em.fork().find(Settings, {});
  await expect(reading).rejects.toThrow('relation "settings" does not exist');
});

test("a read cannot write", async () => {
  const writing = networks[0]!.read(({ db }) => sql`delete from supplier`.execute(db));
  await expect(writing).rejects.toThrow("read-only transaction");
});

test("a snapshot is of one moment, an ordinary read is not", async () => {
  const network = await createTestNetwork(database);
  let id = 0;
  const countTwice = async ({ db }: Tx) => {
    const counts: string[] = [];
    for (const _ of [1, 2]) {
      const { rows } = await sql<{ count: string }>`select count(*) from supplier`.execute(db);
      counts.push(rows[0]!.count);
      id += 1;
      const code = `S${id}`;
      await network.unitOfWork(async (em) => void em.create(Supplier, { id, code, name: "" }));
    }
    return counts;
  };
  expect(await network.read(countTwice, true)).toEqual(["0", "0"]);
  expect(await network.read(countTwice)).toEqual(["2", "3"]);
});

test("a write that fails changes nothing", async () => {
  const network = await createTestNetwork(database);
  const writing = network.unitOfWork(async (em) => {
    em.create(Supplier, { id: 1, code: "S", name: "" });
    await em.flush();
    throw new Error("thought better of it");
  });
  await expect(writing).rejects.toThrow("thought better of it");
  expect(await network.unitOfWork((em) => em.count(Supplier))).toBe(0);
});

test("a statement that nobody waits for fails its transaction, with its own error", async () => {
  const network = await createTestNetwork(database);
  const insert = (id: number) =>
    sql`insert into supplier (id, code, name) values (${id}, ${`S${id}`}, '')`;
  const writing = network.write(async (tx) => {
    tx.send(insert(1));
    tx.send(insert(1));
    tx.send(insert(2));
    return "not what it is about";
  });
  await expect(writing).rejects.toThrow(/duplicate key.*supplier_pkey/);
  // The same connections go on, with the statements that they have prepared.
  await Promise.all([3, 4, 5].map((id) => network.write(async (tx) => tx.send(insert(id)))));
  const codes = await network.unitOfWork((em) => em.find(Supplier, {}, { orderBy: { id: 1 } }));
  expect(codes.map(({ code }) => code)).toEqual(["S3", "S4", "S5"]);
});

test("what is waited for after a statement has failed tells the first error", async () => {
  const writing = networks[0]!.write(async (tx) => {
    tx.send(sql`select 1 / 0`);
    await sql`select 1`.execute(tx.db);
  });
  await expect(writing).rejects.toThrow("division by zero");
});

test("statements run in the order in which they were sent, those that are waited for among them", async () => {
  const network = await createTestNetwork(database);
  const seen = await network.write(async (tx) => {
    const names: string[] = [];
    for (const name of ["a", "b", "c"]) {
      tx.send(sql`insert into supplier (id, code, name) values (1, 'S', ${name})
        on conflict (id) do update set name = excluded.name`);
      const { rows } = await sql<{ name: string }>`select name from supplier`.execute(tx.db);
      names.push(rows[0]!.name);
    }
    return names;
  });
  expect(seen).toEqual(["a", "b", "c"]);
});

test("two writes that wait for each other are both done in the end", async () => {
  const network = await createTestNetwork(database);
  const lock = (db: Tx["db"], key: number) => sql`select pg_advisory_xact_lock(${key})`.execute(db);
  let attempts = 0;
  let locked = 0;
  let meet = () => {};
  const both = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const cross = (id: number, first: number, second: number) =>
    network.write(async ({ db }) => {
      attempts += 1;
      await lock(db, first);
      locked += 1;
      if (locked === 2) meet();
      await both;
      await lock(db, second);
      await sql`insert into supplier (id, code, name) values (${id}, ${`S${id}`}, '')`.execute(db);
    });
  await Promise.all([cross(1, 71, 72), cross(2, 72, 71)]);
  expect(attempts).toBe(3);
  expect(await network.unitOfWork((em) => em.count(Supplier))).toBe(2);
});

const FAULT = "do $$ begin raise exception 'again' using errcode = 'serialization_failure'; end $$";

test.each<[string, (network: Network, count: () => void) => Promise<unknown>]>([
  [
    "a write",
    (network, count) =>
      network.write(({ db }) => {
        count();
        return sql.raw(FAULT).execute(db);
      }),
  ],
  [
    "a statement that nobody waits for",
    (network, count) =>
      network.write(async (tx) => {
        count();
        tx.send(sql.raw(FAULT));
      }),
  ],
  [
    "a unit of work",
    (network, count) =>
      network.unitOfWork((em) => {
        count();
        return em.execute(FAULT);
      }),
  ],
])("a conflict in %s is taken again, but not for ever", async (_, conflict) => {
  let attempts = 0;
  const writing = conflict(networks[0]!, () => {
    attempts += 1;
  });
  await expect(writing).rejects.toMatchObject({ code: "40001" });
  expect(attempts).toBe(5);
});

test("another error is not taken again", async () => {
  let attempts = 0;
  const writing = networks[0]!.write(({ db }) => {
    attempts += 1;
    return sql`select 1 / 0`.execute(db);
  });
  await expect(writing).rejects.toThrow("division by zero");
  expect(attempts).toBe(1);
});
