// Long work beside orders, over real sockets: each kind is stopped in the middle by a lock of the test's own, and
// orders are settled meanwhile; killed there, it has changed nothing.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { importProducts } from "../../src/catalog/store/import-products.ts";
import type { Network } from "../../src/database/database.ts";
import { enrol } from "../../src/network/store/enrol.ts";
import { importDistributors } from "../../src/network/store/import-distributors.ts";
import { move } from "../../src/network/store/move.ts";
import { wechatText } from "../support/bank-statements.ts";
import { openTestDatabase } from "../support/network.ts";
import { AT, fileRows, fillNetwork, PRODUCTS } from "../support/sample.ts";
import { orderInput, Served, tokenFor } from "../support/served.ts";
import { verifyNetwork } from "../support/verify.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
/** Longer than anything takes. */
const WAIT = { timeout: 60_000 };
const TEAM = 20_000;

let served: Served;
let network: Network;
let token: string;

beforeAll(async () => {
  served = await Served.open();
});
afterAll(() => served.close());

async function fill(): Promise<void> {
  network = await served.network();
  token = await tokenFor(network);
  await fillNetwork(network);
  // `F` and its team are below `E`, beside whom `G` stands.
  const team = Array.from({ length: TEAM }, (_, n) => ({
    code: `m${n}`,
    parent: n < 10 ? "F" : `m${n % 10}`,
  }));
  const heads = ["F", "G"].map((code) => ({ code, parent: "E" }));
  await importDistributors(network, fileRows([...heads, ...team]), AT);
}

async function data(query: string, variables: Record<string, unknown> = {}) {
  const { body } = await served.ask(token, query, variables);
  expect(body.errors).toBeUndefined();
  return body.data!;
}

async function settle(ref: string, rest: Record<string, unknown> = {}): Promise<void> {
  const mutation =
    "mutation ($input: OrderSettleInput!) { orderSettle(input: $input) { outcome userErrors { message } } }";
  const { orderSettle } = await data(mutation, { input: orderInput(ref, rest) });
  expect(orderSettle).toEqual({ outcome: "SETTLED", userErrors: [] });
}

/** Does `meanwhile` once `long` waits for the table that this holds, and then lets it go on. */
async function stopped<T>(
  table: string,
  long: () => Promise<T>,
  meanwhile: () => Promise<void>,
): Promise<T> {
  let result: Promise<T> | undefined;
  await network.write(async ({ db }) => {
    await sql`lock table ${sql.table(table)} in share mode`.execute(db);
    result = long();
    const waits = sql<{ n: string }>`select count(*) as n from pg_locks
      where not granted and relation = ${`${network.schema}.${table}`}::regclass`;
    const polled = expect.poll(async () => (await waits.execute(db)).rows[0]!.n, WAIT).toBe("1");
    // What fails before it gets there says so at once.
    await Promise.race([polled, result.then(() => polled)]);
    await meanwhile();
  });
  return result!;
}

/** The kinds of entries after one. */
async function kindsAfter(seq: number): Promise<string[]> {
  const { rows } = await network.read(({ db }) =>
    sql<{
      kind: string;
    }>`select kind from ledger_transaction where seq > ${seq} order by seq`.execute(db),
  );
  return rows.map(({ kind }) => kind);
}

async function head(): Promise<number> {
  const { rows } = await network.read(({ db }) =>
    sql<{ seq: number }>`select max(seq)::int as seq from ledger_transaction`.execute(db),
  );
  return rows[0]!.seq;
}

const MOVE = `mutation { distributorMove(input: { code: "F", parent: "G" }) {
  userErrors { message } distributor { team { size depth } parent { code } } } }`;

const MOVED = {
  distributorMove: {
    userErrors: [],
    distributor: { team: { size: TEAM, depth: 2 }, parent: { code: "G" } },
  },
};

it("orders of a team, and their upgrades, are settled while it is moved", async () => {
  await fill();
  const before = await head();
  const moved = await stopped(
    "team_size",
    () => data(MOVE),
    async () => {
      // The second order crosses a tier's line: it writes the row of a member of the team.
      await Promise.all(["a", "b"].map((ref) => settle(ref, { seller: "m77", quantity: 3_000 })));
      await settle("c", { seller: "F" });
    },
  );
  expect(moved).toEqual(MOVED);
  await settle("d", { seller: "m77" });
  expect(await kindsAfter(before)).toEqual([
    "SETTLEMENT",
    "SETTLEMENT",
    "SETTLEMENT",
    "MOVE",
    "SETTLEMENT",
  ]);
  const { rows } = await network.read(({ db }) =>
    sql`select tier, array(select code from unnest(upline) with ordinality as u (id, n) join distributor d using (id) order by n) as upline
      from settlement s join distributor on id = seller_id where code = 'm77' order by seq desc limit 2`.execute(
      db,
    ),
  );
  expect(rows).toEqual([
    { tier: "GOLD", upline: ["m7", "F", "G", "E", "D", "C", "B", "A"] },
    { tier: "GOLD", upline: ["m7", "F", "E", "D", "C", "B", "A"] },
  ]);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("moves and registrations at once, of several processes, leave a tree that is right", async () => {
  await fill();
  const other = await openTestDatabase();
  try {
    const elsewhere = await other.network(network.settings.name);
    const upwards = `mutation { distributorMove(input: { code: "G", parent: "F" }) { userErrors { code } } }`;
    let others: Promise<unknown[]> | undefined;
    const first = await stopped(
      "team_size",
      () => data(MOVE),
      async () => {
        others = Promise.all([
          data(upwards),
          enrol(elsewhere, { code: "n1", parent: "m77" }, AT),
          enrol(network, { code: "n2", parent: "F" }, AT),
          move(elsewhere, "m3", "m77", AT),
          importDistributors(elsewhere, fileRows([{ code: "n3", parent: "m3" }]), AT),
        ]);
        await settle("a", { seller: "m77" });
      },
    );
    expect(first).toMatchObject({ distributorMove: { userErrors: [] } });
    const [second] = await others!;
    expect(second).toEqual({ distributorMove: { userErrors: [{ code: "UNDER_ITSELF" }] } });
    await settle("b", { seller: "n3" });
  } finally {
    await other.close();
  }
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
  const { rows } = await network.read(({ db }) =>
    sql`select size, depth from team_size join distributor on id = distributor_id
      where code in ('A', 'F') order by id`.execute(db),
  );
  expect(rows).toEqual([
    { size: TEAM + 9, depth: 10 },
    { size: TEAM + 3, depth: 4 },
  ]);
});

it("orders are settled while distributors and products are imported, on the catalogue as it was", async () => {
  await fill();
  const before = await head();
  const fresh: Record<string, string>[] = [
    { code: "n1", parent: "m77" },
    { code: "n2", parent: "n1", status: "SUSPENDED" },
  ];
  const added = await stopped(
    "team_size",
    () => importDistributors(network, fileRows(fresh), AT),
    () => settle("a", { seller: "m77" }),
  );
  expect(added).toEqual({ added: 2, unchanged: 0 });
  const cheaper = PRODUCTS.map((product) => ({ ...product, supply_price: "1.00", category: "c" }));
  const written = await stopped(
    "product",
    () => importProducts(network, fileRows([...cheaper, { ...PRODUCTS[0]!, code: "new" }]), AT),
    () => settle("b", { seller: "m77" }),
  );
  expect(written).toEqual({ written: 3, unchanged: 0 });
  await settle("c", { seller: "n1" });
  expect(await kindsAfter(before)).toEqual([
    "SETTLEMENT",
    "DISTRIBUTORS_IMPORT",
    "SETTLEMENT",
    "PRODUCTS_IMPORT",
    "SETTLEMENT",
  ]);
  const { rows } = await network.read(({ db }) =>
    sql<{ price: string }>`select supply_price as price from settlement order by seq`.execute(db),
  );
  expect(rows.map(({ price }) => price)).toEqual(["850", "850", "100"]);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("orders are settled while a statement is matched, which sees what was settled before; the next one sees them", async () => {
  network = await served.network();
  token = await tokenFor(network);
  await fillNetwork(network);
  await Promise.all(["o-1", "o-2"].map((ref) => settle(ref)));
  const before = await head();
  const rows = ["o-1", "o-2", "o-3"].map((order) => ({ order, amount: "10.00" }));
  const input = {
    source: "wechat",
    format: "WECHAT",
    content: Buffer.from(wechatText(rows)).toString("base64"),
    from: "2026-01-15",
    to: "2026-01-16",
  };
  const imported = await stopped(
    "statement_match",
    () =>
      data(
        `mutation ($input: StatementImportInput!) { statementImport(input: $input) {
           userErrors { message } statement { matchedCount openCount } } }`,
        { input },
      ),
    async () => {
      // One of a line, and one that the statement lacks.
      await Promise.all(["o-3", "o-4"].map((ref) => settle(ref)));
    },
  );
  expect(imported).toEqual({
    statementImport: { userErrors: [], statement: { matchedCount: 2, openCount: 1 } },
  });
  expect(await kindsAfter(before)).toEqual(["SETTLEMENT", "SETTLEMENT", "STATEMENT"]);
  const match =
    "mutation { differencesMatch(input: {}) { userErrors { message } matched opened } }";
  const again = await stopped(
    "statement_match",
    () => data(match),
    () => settle("o-5"),
  );
  expect(again).toEqual({ differencesMatch: { userErrors: [], matched: 1, opened: 1 } });
  expect(await data(match)).toEqual({
    differencesMatch: { userErrors: [], matched: 0, opened: 1 },
  });
  expect(
    await data(
      "{ differences(first: 9) { nodes { kind status movement { ref } resolvedBy { kind } } } }",
    ),
  ).toEqual({
    differences: {
      nodes: [
        {
          kind: "MISSING_HERE",
          status: "MATCHED",
          movement: null,
          resolvedBy: { kind: "RECONCILIATION" },
        },
        { kind: "MISSING_THERE", status: "OPEN", movement: { ref: "o-4" }, resolvedBy: null },
        { kind: "MISSING_THERE", status: "OPEN", movement: { ref: "o-5" }, resolvedBy: null },
      ],
    },
  });
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});
