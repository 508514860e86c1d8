// What several requests look up at once: read together, and yet each request's own.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api } from "../support/api.ts";
import { DistributorDocument } from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork } from "../support/sample.ts";
import { statementsOf } from "../support/statements.ts";

const CODES = Array.from({ length: 20 }, (_, index) => `d-${index}`);

let database: Database;
let api: Api;
/** Has distributors with the same codes. */
let beside: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await openApi("Here");
  beside = await openApi("Beside");
});

async function openApi(name: string): Promise<Api> {
  const network = await createTestNetwork(database);
  const distributors = CODES.map((code) => ({ code, name: `${name} ${code}` }));
  await fillNetwork(network, { distributors });
  return new Api(database, network);
}

afterAll(async () => {
  await api.close();
  await beside.close();
  await database.close();
});

function lookUp(of: Api, code: string) {
  return of.data(ADMIN, DistributorDocument, { code });
}

test("requests that arrive together take the statements of one", async () => {
  await lookUp(api, "d-0");
  const one = await statementsOf(database, () => lookUp(api, "d-0"));
  const all = await statementsOf(database, () =>
    Promise.all(CODES.map((code) => lookUp(api, code))),
  );
  expect(one.length).toBeGreaterThan(1);
  expect(all.toSorted()).toEqual(one.toSorted());
});

test("each is given what it asked for, also for a code twice and for an unknown one", async () => {
  const codes = [...CODES, "d-3", "nobody", ...CODES.toReversed()];
  const found = await Promise.all(codes.map((code) => lookUp(api, code)));
  const names = found.map(({ distributor }) => distributor?.name ?? null);
  expect(names).toEqual(codes.map((code) => (code === "nobody" ? null : `Here ${code}`)));
});

test("networks that are read at once are kept apart", async () => {
  const both = [api, beside].flatMap((of) => CODES.map((code) => ({ of, code })));
  for (let round = 0; round < 3; round += 1) {
    const found = await Promise.all(both.map(({ of, code }) => lookUp(of, code)));
    const names = found.map(({ distributor }) => distributor!.name);
    const here = (of: Api) => (of === api ? "Here" : "Beside");
    expect(names).toEqual(both.map(({ of, code }) => `${here(of)} ${code}`));
  }
});

test("a key that PostgreSQL refuses is the error of its own request", async () => {
  const [wrong, right] = await Promise.all([
    api.codes(ADMIN, DistributorDocument, { code: "d\0" }),
    api.codes(ADMIN, DistributorDocument, { code: "d-1" }),
  ]);
  expect(wrong).toMatchObject({ data: { distributor: null }, codes: ["INVALID"] });
  expect(right).toMatchObject({ data: { distributor: { name: "Here d-1" } }, codes: [] });
});

test("a request sees what was committed before it", async () => {
  for (const name of ["First", "Second", "Third"]) {
    await api.network.write((tx) =>
      sql`update distributor set name = ${name} where code = 'd-19'`.execute(tx.db),
    );
    expect((await lookUp(api, "d-19")).distributor!.name).toBe(name);
  }
});

test("a read cannot write, and its network is left to nothing else", async () => {
  const write = sql`update distributor set name = 'Changed' where code = 'd-5'`;
  await expect(api.network.read((tx) => write.execute(tx.db))).rejects.toThrow(/read-only/);
  expect((await lookUp(api, "d-5")).distributor!.name).toBe("Here d-5");
  const pool = await database.pool();
  await expect(pool.query("select from distributor")).rejects.toThrow(/does not exist/);
});
