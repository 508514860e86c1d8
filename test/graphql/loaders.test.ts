// However many distributors a page has, it costs the same number of statements.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api, distributor } from "../support/api.ts";
import {
  DistributorBoardDocument,
  DistributorDocument,
  OrdersSettleDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { statementsOf } from "../support/statements.ts";

const COUNT = 110;
/** Three below each, so that the tree is some five levels deep. */
const TREE = Array.from({ length: COUNT }, (_, index) => ({
  code: `d-${index}`,
  parent: index === 0 ? "" : `d-${Math.floor((index - 1) / 3)}`,
}));

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network, { distributors: TREE });
  const orders = TREE.map(({ code }) => order(`by-${code}`, { seller: code }));
  await api.lanes.of(api.network).submit(orders);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

test("a page of ten distributors costs as many statements as one of a hundred", async () => {
  const board = (first: number) =>
    statementsOf(database, async () => {
      const { distributors } = await api.data(ADMIN, DistributorBoardDocument, { first });
      expect(distributors.edges).toHaveLength(first);
      expect(distributors.edges[0]!.node.earnings!.edges).toHaveLength(2);
    });
  const [ten, hundred] = [await board(10), await board(100)];
  expect(hundred.toSorted()).toEqual(ten.toSorted());
  // One for the page, and one for each thing that is shown of a distributor or of its earnings.
  expect(ten.length).toBeGreaterThan(10);
  expect(ten.length).toBeLessThan(20);
});

test("so it does for a distributor, whose scope is looked up once", async () => {
  const board = (first: number) =>
    statementsOf(database, async () => {
      const asker = distributor("d-0");
      const { data } = await api.run(asker, DistributorBoardDocument, { first });
      expect(data!.distributors.edges).toHaveLength(first);
    });
  expect(await board(100)).toHaveLength((await board(10)).length);
});

test("what is read together is what is read alone", async () => {
  const { distributors } = await api.data(ADMIN, DistributorBoardDocument, { first: 100 });
  for (const code of ["d-0", "d-1", "d-40"]) {
    const { node } = distributors.edges.find((edge) => edge.node.code === code)!;
    const alone = await api.data(ADMIN, DistributorDocument, { code });
    expect(node.team).toEqual(alone.distributor!.team);
    expect(node.parent).toEqual(alone.distributor!.parent);
    expect(node.children!.edges.map((edge) => edge.node.code)).toEqual(
      TREE.filter(({ parent }) => parent === code).map((child) => child.code),
    );
    const last = node.earnings!.edges.at(-1)!.node;
    expect(last.settlement.shares!.map(({ recipient }) => recipient!.code)).toContain(code);
  }
});

// The lane folds a list in parts of 250, and the statements of a part do not depend on its size.
test("the answer to more orders costs as many statements as the answer to ten", async () => {
  const settle = (count: number) =>
    statementsOf(database, async () => {
      const orders = Array.from({ length: count }, (_, index) => ({
        ref: `n-${count}-${index}`,
        occurredAt: "2026-01-15T12:00:00+08:00",
        seller: `d-${index % COUNT}`,
        product: "QB-10",
        quantity: 1,
        unitPrice: "10",
      }));
      const { ordersSettle } = await api.data(ADMIN, OrdersSettleDocument, { input: { orders } });
      expect(ordersSettle.results.every(({ settlement }) => settlement !== null)).toBe(true);
    });
  await settle(200);
  const [ten, one] = [await settle(10), await settle(250)];
  expect(one).toHaveLength(ten.length);
  const [two, four] = [await settle(500), await settle(1_000)];
  const part = two.length - one.length;
  expect(part).toBeLessThan(ten.length);
  expect(four).toHaveLength(two.length + 2 * part);
});
