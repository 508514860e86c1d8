// What random histories seldom have: tiers lost without any order, floors that hold, and windows closed before a late order.
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { setTier } from "../../../src/commission/tiers/store/set-tier.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { openTestDatabase } from "../../support/network.ts";
import { replayedTraces, storedTraces } from "../../support/replayed.ts";
import { order } from "../../support/sample.ts";
import { changes, close, openTiered, sell } from "../../support/tiered.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function expectSame(network: Network): Promise<void> {
  for (const size of [1, 1_000]) {
    expect(await replayedTraces(network, size)).toEqual(await storedTraces(network));
  }
}

it("tiers lost at closes by those whom no order has concerned, and what they are paid later", async () => {
  const network = await openTiered(database);
  await close(network, "2026-01", "2026-02");
  await sell(network, "2026-03-10", 150);
  await close(network, "2026-03", "2026-04");
  expect(await changes(network)).toEqual([
    "WINDOW_CLOSE 2026-01: A CORE→GOLD",
    "WINDOW_CLOSE 2026-01: B GOLD→AGENT",
    "WINDOW_CLOSE 2026-02: A GOLD→AGENT",
    ...["E", "B", "A"].map((code) => expect.stringMatching(`SETTLEMENT .*: ${code} AGENT→GOLD`)),
    ...["A", "B", "E"].map((code) => `WINDOW_CLOSE 2026-04: ${code} GOLD→AGENT`),
  ]);
  await expectSame(network);
});

it("tiers set by hand hold as long as they are said to, and no longer", async () => {
  const network = await openTiered(database);
  const byHand = { code: "E", tier: "CORE", reason: "promised" };
  const at = Date.parse("2026-01-20T12:00:00+08:00");
  await setTier(network, { ...byHand, until: "2026-03-15" }, at);
  await setTier(network, { ...byHand, code: "A", until: "2026-02-10" }, at);
  await sell(network, "2026-01-25", 10);
  await close(network, "2026-01", "2026-02");
  await sell(network, "2026-03-01", 10);
  await close(network, "2026-03");
  expect((await changes(network)).filter((one) => one.includes(": E "))).toEqual([
    "TIER: E AGENT→CORE",
    "WINDOW_CLOSE 2026-03: E CORE→GOLD",
  ]);
  await expectSame(network);
});

it("a tier reached by a late order counts from the end of the window that was closed by then", async () => {
  const network = await openTiered(database, { policy: "ONE_STEP", graceWindows: 1 });
  await close(network, "2026-01");
  const occurredAt = "2026-01-01T00:00:00+08:00";
  const lane = new Lane(network);
  await lane.submit([order("late", { occurredAt, unitPrice: "120.00" })]);
  await lane.submit([parseRefund({ ref: "back", orderRef: "late", occurredAt, quantity: "1" })]);
  await close(network, "2026-02");
  await sell(network, "2026-03-10", 10);
  await close(network, "2026-03");
  expect((await changes(network)).filter((one) => one.includes(": E "))).toEqual([
    "SETTLEMENT late: E AGENT→GOLD",
    "WINDOW_CLOSE 2026-03: E GOLD→AGENT",
  ]);
  await expectSame(network);
});
