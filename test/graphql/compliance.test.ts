// The compliance report through the API.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api } from "../support/api.ts";
import { ComplianceDocument } from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network);
  // Margin 15.00: 4.50 and 1.50 to E itself, 1.50 to D, 0.75 to C.
  await api.lanes.of(api.network).submit([order("o-1", { quantity: "10" })]);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

test("a period's levels, sources of income, pairs and chains", async () => {
  const period = { from: "2026-01-15", to: "2026-01-15" };
  const { complianceReport } = await api.data(ADMIN, ComplianceDocument, period);
  expect(complianceReport).toEqual({
    ...period,
    orders: 1,
    levelPayments: [
      { level: 0, lines: 2, amount: { amount: "6.00" } },
      { level: 1, lines: 1, amount: { amount: "1.50" } },
      { level: 2, lines: 1, amount: { amount: "0.75" } },
    ],
    income: { own: { amount: "6.00" }, downline: { amount: "2.25" }, downlineShare: "0.272727" },
    downlineIncomes: [
      { distributor: { code: "D" }, downlineShare: "1", downline: { amount: "1.50" } },
      { distributor: { code: "C" }, downlineShare: "1", downline: { amount: "0.75" } },
    ],
    largestPairs: [
      { recipient: { code: "D" }, seller: { code: "E" }, amount: { amount: "1.50" } },
      { recipient: { code: "C" }, seller: { code: "E" }, amount: { amount: "0.75" } },
    ],
    largestChains: [
      { recipient: { code: "C" }, people: 3, levels: 3, atMeasure: false },
      { recipient: { code: "D" }, people: 2, levels: 2, atMeasure: false },
    ],
    chainsAtMeasure: 0,
  });
});

test("days that are none are refused", async () => {
  const period = { from: "2026-01-15", to: "2026-01-14" };
  const { errors } = await api.run(ADMIN, ComplianceDocument, period);
  expect(errors[0]).toMatchObject({ extensions: { code: "INVALID", field: "to" } });
});
