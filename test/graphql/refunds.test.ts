// Refunds through the API, and a distributor's earnings with what was taken back; each sees its own lines.
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import { release } from "../../src/commission/release/release.ts";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api, distributor, supplier } from "../support/api.ts";
import {
  EarningsDocument,
  OrderRefundsDocument,
  RefundDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order, PLAN } from "../support/sample.ts";

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  const rules = [
    { kind: "SELLER", rate: "0.30" },
    { kind: "LEVEL", rates: ["0.10"] },
  ];
  await fillNetwork(api.network, { plan: { ...PLAN, rules, release: { days: 1 } } });
  const back = (ref: string, quantity: string) =>
    parseRefund({ ref, orderRef: "a", occurredAt: "2026-01-16T00:00:00Z", quantity });
  const lane = api.lanes.of(api.network);
  // Margin 6.00 of 4: the seller 1.80, its parent 0.60.
  await lane.submit([order("a", { quantity: "4" }), order("b")]);
  await lane.submit([back("r1", "1")]);
  await release(api.network, Date.parse("2026-01-20T00:00:00Z"));
  await lane.submit([back("r2", "3")]);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

test("an order's refunds, each with what every share gave back", async () => {
  const page = await api.data(ADMIN, OrderRefundsDocument, { ref: "a", first: 1 });
  const { edges, pageInfo } = page.order!.refunds;
  expect(edges.map(({ node }) => node)).toEqual([
    {
      id: expect.any(String),
      ref: "r1",
      quantity: 1,
      gross: { amount: "10.00" },
      lines: [
        {
          share: { kind: "SELLER", level: 0, recipient: { code: "E" } },
          amount: { amount: "0.45" },
        },
        {
          share: { kind: "LEVEL", level: 1, recipient: { code: "D" } },
          amount: { amount: "0.15" },
        },
      ],
    },
  ]);
  expect(pageInfo.hasNextPage).toBe(true);
  const rest = await api.data(ADMIN, OrderRefundsDocument, {
    ref: "a",
    first: 5,
    after: pageInfo.endCursor ?? null,
  });
  expect(rest.order!.refunds.edges.map(({ node }) => node.ref)).toEqual(["r2"]);
});

test("by its ref, to whom it concerns", async () => {
  const own = await api.data(distributor("D"), RefundDocument, { ref: "r2" });
  expect(own.refund).toMatchObject({
    order: { ref: "a" },
    lines: [{ amount: { amount: "0.45" } }],
  });
  expect((await api.data(distributor("A"), RefundDocument, { ref: "r2" })).refund).toBeNull();
  expect((await api.data(ADMIN, RefundDocument, { ref: "a" })).refund).toBeNull();
  const { errors } = await api.run(supplier("S001"), RefundDocument, { ref: "r2" });
  expect(errors.map(({ path }) => path?.join("."))).toEqual(["refund.gross", "refund.lines"]);
});

test("a distributor's earnings: pending ones too, and what was taken back from wherever it was", async () => {
  const { distributor: seller } = await api.data(distributor("E"), EarningsDocument, { code: "E" });
  expect(
    seller!.earnings!.nodes.map(({ settlement, refund, amount, balance }) => [
      settlement.ref,
      refund?.ref ?? null,
      amount.amount,
      balance.amount,
    ]),
  ).toEqual([
    ["a", null, "1.80", "0.00"],
    ["b", null, "0.45", "0.00"],
    ["a", "r1", "-0.45", "0.00"],
    ["a", "r2", "-1.35", "0.45"],
  ]);
  expect(seller!.balance).toEqual({ available: { amount: "0.45" }, pending: { amount: "0.00" } });
});
