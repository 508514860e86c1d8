// What is on its way when a month closes, and is carried forward: payouts, adjustments, what lies in suspense.
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import {
  approveAdjustment,
  rejectAdjustment,
} from "../../../src/finance/adjustments/store/decide.ts";
import { proposeAdjustment } from "../../../src/finance/adjustments/store/propose.ts";
import { cancelPayout } from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { findWarnings } from "../../../src/finance/periods/store/close-warnings.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, LADDER, order } from "../../support/sample.ts";

const [LAST, FIRST] = ["2026-01-31T23:59:59.999+08:00", "2026-02-01T00:00:00+08:00"];

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
  // Nothing of tiers is open.
  await fillNetwork(network, { ladder: { ...LADDER, downgrade: { policy: "NEVER" } } });
  await new Lane(network).submit([order("o-1", { quantity: "9" })]);
});
afterAll(() => database.close());

const told = async (month: string) => {
  const warnings = await network.read((tx) => findWarnings(network, tx, month));
  return warnings.map(({ code, message }) => `${code} ${message}`);
};
const boss = () => network.as({ sub: "boss", role: "ADMIN" });
const propose = (idempotencyKey: string, amount: string, occurredAt: string) => {
  const text = { idempotencyKey, template: "SUSPENSE_IN", amount, occurredAt, reason: "found" };
  return proposeAdjustment(network, text, AT);
};

it("payouts that have not ended, asked for in the month or before", async () => {
  const ask = (idempotencyKey: string, amount: string, at: string) =>
    requestPayout(network, { idempotencyKey, supplier: "S001", amount }, Date.parse(at));
  await ask("p-1", "1.00", LAST);
  await ask("p-2", "2.00", LAST);
  await ask("p-3", "4.00", LAST);
  await cancelPayout(network, "p-3", AT);
  await ask("p-4", "8.00", FIRST);
  const open = (n: number, held: string) =>
    `PAYOUT_OPEN has payouts of it or before that have not ended: ${n}, with ${held} CNY held`;
  expect(await told("2026-01-01")).toEqual([open(2, "3.00")]);
  expect(await told("2026-02-01")).toEqual([open(3, "11.00")]);
  for (const ref of ["p-1", "p-2", "p-4"]) await cancelPayout(network, ref, AT);
  expect(await told("2026-02-01")).toEqual([]);
});

it("adjustments that nobody has decided on, and what is in suspense at the month's end", async () => {
  await propose("a-1", "1.00", LAST);
  await propose("a-2", "2.00", FIRST);
  const open = (n: number) =>
    `ADJUSTMENT_OPEN has adjustments of it or before that nobody has decided on: ${n}`;
  expect(await told("2026-01-01")).toEqual([open(1)]);
  expect(await told("2026-02-01")).toEqual([open(2)]);
  await approveAdjustment(boss(), "a-1");
  await approveAdjustment(boss(), "a-2");
  const suspense = (amount: string) => `SUSPENSE_OPEN ends with ${amount} CNY in suspense`;
  expect(await told("2025-12-01")).toEqual([]);
  expect(await told("2026-01-01")).toEqual([suspense("-1.00")]);
  expect(await told("2026-02-01")).toEqual([suspense("-3.00")]);
  await propose("a-3", "4.00", LAST);
  await rejectAdjustment(network, "a-3", "not found", AT);
  expect(await told("2026-01-01")).toEqual([suspense("-1.00")]);
});
