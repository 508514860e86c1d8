// Processes killed in the middle of their long work beside the lane: nothing has changed, and the work can be done
// again.
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Database, Network } from "../../src/database/database.ts";
import { migrateAll } from "../../src/database/networks.ts";
import { signToken } from "../../src/platform/graphql/auth.ts";
import { wechatText } from "../support/bank-statements.ts";
import { Folder } from "../support/cli.ts";
import { createScratchDatabase, openTestDatabase } from "../support/network.ts";
import { ROOT, ServerProcess } from "../support/process.ts";
import { traces } from "../support/random/traces.ts";
import { fillNetwork } from "../support/sample.ts";
import { SECRET } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";
import { verifyNetwork } from "../support/verify.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const WAIT = { timeout: 60_000 };

let scratch: Scratch;
let database: Database;
let network: Network;
let folder: Folder;
beforeAll(async () => {
  scratch = await createScratchDatabase();
  database = await openTestDatabase({ url: scratch.url });
  await migrateAll(database);
  network = await database.network("default");
  await fillNetwork(network);
  folder = await Folder.open();
  await folder.write(
    "distributors.csv",
    "code,parent,name,tier,status,joined_at\nn1,E,,,,\nn2,n1,,,,\n",
  );
  await folder.write(
    "products.csv",
    "code,name,category,supplier,supply_price,list_price\nQB-10,QB 10,other,S001,1.00,\nnew,new,c,S9,1.00,\n",
  );
  await folder.write("statement.csv", wechatText([{ order: "o-1", amount: "10.00" }]));
});
afterAll(async () => {
  await folder.remove();
  await database.close();
  await scratch.drop();
});

function start(...args: string[]): ServerProcess {
  const settings = { DATABASE_URL: scratch.url, AUTH_SECRET: SECRET };
  const program = join(ROOT, "dist/src/tributary.js");
  return new ServerProcess(settings, [process.execPath, program, ...args]);
}

const file = (name: string) => join(folder.path, name);

/** A server that was asked to move `C` below `A`. */
async function startMove(): Promise<ServerProcess> {
  const server = start("serve");
  const url = await server.url();
  const token = await signToken(SECRET, { role: "ADMIN" });
  void fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: `mutation { distributorMove(input: { code: "C", parent: "A" }) { userErrors { message } } }`,
    }),
  }).catch(() => {});
  return server;
}

const STATEMENT = ["reconcile", "import", "--source", "wechat", "--format", "WECHAT"];

it.each<[string, string, () => ServerProcess | Promise<ServerProcess>]>([
  ["a move", "team_size", startMove],
  [
    "an import of distributors",
    "team_size",
    () => start("import", "distributors", file("distributors.csv")),
  ],
  ["an import of products", "product", () => start("import", "products", file("products.csv"))],
  ["a statement", "difference", () => start(...STATEMENT, file("statement.csv"))],
])("%s", async (_, table, begin) => {
  const before = await state();
  await network.write(async ({ db }) => {
    await sql`lock table ${sql.table(table)} in share mode`.execute(db);
    const working = await begin();
    const waiting = sql<{ pid: number }>`
      select pid from pg_locks where not granted and relation = ${table}::regclass`;
    const pids = async () => (await waiting.execute(db)).rows;
    const ended = working.ended.then((code) => {
      throw new Error(`it ended with ${code}: ${working.stderr}`);
    });
    await Promise.race([expect.poll(async () => (await pids()).length, WAIT).toBe(1), ended]);
    ended.catch(() => {});
    working.killGroup("SIGKILL");
    await working.ended;
  });
  const others = sql<{ n: string }>`select count(*) as n from pg_locks
     where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
       and pid <> pg_backend_pid()`;
  // PostgreSQL has noticed when what it had locked is free.
  await expect
    .poll(async () => network.read(async ({ db }) => (await others.execute(db)).rows[0]!.n), WAIT)
    .toBe("0");
  expect(await state()).toEqual(before);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

async function state() {
  const rows = (table: string) =>
    network.read(
      async ({ db }) =>
        (await sql`select * from ${sql.table(table)} order by 1, 2`.execute(db)).rows,
    );
  const tables = ["team_size", "product", "supplier", "statement_line", "matching_run"];
  return [await traces(network), ...(await Promise.all(tables.map(rows)))];
}
