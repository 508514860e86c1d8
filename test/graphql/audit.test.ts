// The audit trail: who did what, by which token and why, in the same chain as the book.
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import type { Database } from "../../src/database/database.ts";
import { Api } from "../support/api.ts";
import {
  AuditTrailDocument,
  DistributorEnrollDocument,
  DistributorSetStatusDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";

const ANNA = { role: "ADMIN" as const, sub: "anna", token: "t-1" };
const AUDITOR = { role: "AUDITOR" as const, sub: "an auditor" };

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network);
  await api.lanes.of(api.network).submit([order("o")]);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

test("an act is kept with who did it; orders are not acts", async () => {
  await api.data(ANNA, DistributorSetStatusDocument, { input: { code: "E", status: "SUSPENDED" } });
  const { auditTrail } = await api.data(AUDITOR, AuditTrailDocument, { first: 100 });
  const acts = auditTrail.edges.map(({ node }) => node);
  expect(acts.map(({ kind }) => kind)).toEqual([
    "LADDER",
    "PLAN",
    "DISTRIBUTORS_IMPORT",
    "PRODUCTS_IMPORT",
    "STATUS",
  ]);
  expect(acts[0]!.by).toBeNull();
  expect(acts[4]).toMatchObject({
    by: { sub: "anna", role: "ADMIN", token: "t-1" },
    reason: null,
    request: { code: "E", status: "SUSPENDED" },
  });
  const own = await api.data(AUDITOR, AuditTrailDocument, { last: 10, sub: "anna" });
  expect(own.auditTrail.edges.map(({ node }) => node.seq)).toEqual([acts[4]!.seq]);
  const later = { first: 10, from: "2999-01-01T00:00:00Z" };
  expect((await api.data(AUDITOR, AuditTrailDocument, later)).auditTrail.edges).toEqual([]);
  expect((await verifyNetwork(api.network)).mismatches).toEqual([]);
});

test("the same request again does nothing, whoever sends it", async () => {
  const input = { code: "F", parent: "E" };
  await api.data(ANNA, DistributorEnrollDocument, { input });
  const before = (await verifyNetwork(api.network)).head;
  const again = await api.data({ ...ANNA, sub: "bert" }, DistributorEnrollDocument, { input });
  expect(again.distributorEnroll.userErrors).toEqual([]);
  expect((await verifyNetwork(api.network)).head).toEqual(before);
});
