// Changing the tree through the API: what is done, what is refused, and what is done already.
import { parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api } from "../support/api.ts";
import {
  DistributorDocument,
  DistributorEnrollDocument,
  type DistributorEnrollInput,
  DistributorMoveDocument,
  DistributorSetStatusDocument,
  LedgerTransactionsDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork } from "../support/sample.ts";

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

async function enroll(input: DistributorEnrollInput) {
  return (await api.data(ADMIN, DistributorEnrollDocument, { input })).distributorEnroll;
}

async function move(code: string, parent: string | null) {
  const input = { code, parent };
  return (await api.data(ADMIN, DistributorMoveDocument, { input })).distributorMove;
}

async function head(): Promise<number> {
  const { ledgerTransactions } = await api.data(ADMIN, LedgerTransactionsDocument, { last: 1 });
  return ledgerTransactions.edges[0]!.node.seq;
}

test("a distributor is enrolled under its parent", async () => {
  const answer = await enroll({ code: "n-1", parent: "C", name: "新人", tier: "GOLD" });
  expect(answer).toMatchObject({
    distributor: {
      code: "n-1",
      name: "新人",
      tier: "GOLD",
      status: "ACTIVE",
      parent: { code: "C" },
    },
    userErrors: [],
  });
  const root = await enroll({ code: "n-root", joinedAt: "2026-01-05T00:00:00+08:00" });
  expect(root.distributor).toMatchObject({
    name: "n-root",
    tier: "AGENT",
    parent: null,
    joinedAt: "2026-01-04T16:00:00.000Z",
  });
});

test("enrolling again with the same content does nothing; with other content it is a conflict", async () => {
  const input = { code: "n-2", parent: "B", joinedAt: "2026-01-05T00:00:00+08:00" };
  const first = await enroll(input);
  const before = await head();
  const again = { ...input, joinedAt: "2026-01-04T16:00:00Z", name: null, tier: "" };
  expect(await enroll(again)).toEqual(first);
  const other = await enroll({ ...input, parent: "C" });
  expect(other).toMatchObject({
    distributor: null,
    userErrors: [{ field: "code", code: "CONFLICT" }],
  });
  expect(await head()).toBe(before);
});

test.each<[string, string, Partial<DistributorEnrollInput>]>([
  ["INVALID", "code", { code: "no code" }],
  ["CONFLICT", "code", { code: "A" }],
  ["NOT_FOUND", "parent", { parent: "nobody" }],
  ["INVALID", "tier", { tier: "PLATINUM" }],
  ["INVALID", "joinedAt", { joinedAt: "yesterday" }],
  ["INVALID", "name", { name: "x".repeat(201) }],
])("enrolling: %s of %s, and nothing changes", async (code, field, fault) => {
  const before = await head();
  const answer = await enroll({ code: "n-3", parent: "A", ...fault });
  expect(answer).toMatchObject({ distributor: null, userErrors: [{ code, field }] });
  expect(await head()).toBe(before);
});

test("a distributor is moved with its team, and can be made a root", async () => {
  await enroll({ code: "m-1", parent: "E" });
  await enroll({ code: "m-2", parent: "m-1" });
  expect(await move("m-1", "B")).toEqual({
    distributor: { code: "m-1", parent: { code: "B" } },
    userErrors: [],
  });
  const { distributor } = await api.data(ADMIN, DistributorDocument, { code: "m-2" });
  expect(distributor!.upline.map(({ code }) => code)).toEqual(["m-1", "B", "A"]);
  expect((await move("m-1", null)).distributor).toEqual({ code: "m-1", parent: null });
});

test.each([
  ["UNDER_ITSELF", "parent", "B", "D"],
  ["UNDER_ITSELF", "parent", "B", "B"],
  ["NOT_FOUND", "parent", "B", "nobody"],
  ["NOT_FOUND", "code", "nobody", "B"],
])("moving: %s of %s, and nothing changes", async (code, field, moved, parent) => {
  const before = await head();
  expect(await move(moved, parent)).toMatchObject({
    distributor: null,
    userErrors: [{ code, field }],
  });
  expect(await head()).toBe(before);
});

test("a move that says no parent at all is refused: a root is asked for with null", async () => {
  const before = await head();
  const { distributorMove } = await api.data(ADMIN, DistributorMoveDocument, {
    input: { code: "B" },
  });
  expect(distributorMove).toMatchObject({
    distributor: null,
    userErrors: [{ code: "INVALID", field: "parent" }],
  });
  expect(await head()).toBe(before);
});

test("a status is set, and setting it again changes nothing", async () => {
  const input = { code: "D", status: "SUSPENDED" } as const;
  const first = await api.data(ADMIN, DistributorSetStatusDocument, { input });
  expect(first.distributorSetStatus).toEqual({
    distributor: { code: "D", status: "SUSPENDED" },
    userErrors: [],
  });
  const before = await head();
  expect(await api.data(ADMIN, DistributorSetStatusDocument, { input })).toEqual(first);
  const none = { input: { code: "nobody", status: "CLOSED" } } as const;
  const refused = await api.data(ADMIN, DistributorSetStatusDocument, none);
  expect(refused.distributorSetStatus).toMatchObject({
    distributor: null,
    userErrors: [{ code: "NOT_FOUND", field: "code" }],
  });
  expect(await head()).toBe(before);
});

test("of two moves in one request each shows where the distributor then was", async () => {
  const one = (parent: string) =>
    `${parent}: distributorMove(input: { code: "E", parent: "${parent}" }) { ${PART} }`;
  const { data } = await api.run(ADMIN, parse(`mutation { ${one("A")} ${one("B")} }`), {});
  const under = (code: string) => ({ distributor: { parent: { code } } });
  expect(data).toEqual({ A: under("A"), B: under("B") });
});

const PART = "distributor { parent { code } }";
