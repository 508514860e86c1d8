// §7 verify recomputes tiers from the stream: what was altered behind its back is found, and the database refuses it.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { setTier } from "../../../src/commission/tiers/store/set-tier.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { openTestDatabase } from "../../support/network.ts";
import { close, openTiered, sell, verified } from "../../support/tiered.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

// Orders, refunds before and after the close that they bear on, a tier by hand and three closes;
// afterwards E is CORE by hand, A and B are AGENT.
beforeEach(async () => {
  network = await openTiered(database, { policy: "TO_QUALIFIED" });
  const first = await sell(network, "2026-01-10", 300);
  await close(network, "2026-01");
  await giveBack(first);
  await giveBack(await sell(network, "2026-02-09", 250));
  await sell(network, "2026-02-10", 150);
  const at = Date.parse("2026-02-15T00:00:00Z");
  await setTier(network, { code: "E", tier: "CORE", reason: "contract", until: "2026-12-31" }, at);
  await close(network, "2026-02", "2026-03");
  await sell(network, "2026-01-12", 50);
});

async function giveBack(orderRef: string): Promise<void> {
  const occurredAt = "2026-02-11T00:00:00Z";
  const refund = parseRefund({ ref: `back-${orderRef}`, orderRef, quantity: "1", occurredAt });
  expect(await new Lane(network).submit([refund])).toMatchObject([{ status: "SETTLED" }]);
}

const GUARDED = ["tier_change", "manual_tier", "window_close", "distributor"];

async function alter(statements: string): Promise<void> {
  const free = GUARDED.map((table) => `alter table ${table} disable trigger all`);
  await network.write((tx) => sql.raw([...free, statements].join(";\n")).execute(tx.db));
}

describe("verify", () => {
  it("agrees with closes, refunds between them, late orders, and tiers by hand", async () => {
    expect(await verified(network)).toEqual([]);
  });

  it.each([
    [
      "a tier without a change",
      "update distributor set tier = 'GOLD' where code = 'B'",
      /^tier of B: is GOLD and should be AGENT by its changes$/,
    ],
    [
      "the tier joined with",
      "update distributor set joined_tier = 'GOLD' where code = 'A'",
      /^tier of A: was CORE and should have been GOLD by its changes$/m,
    ],
    [
      "a downgrade that is gone, with the tier",
      "delete from tier_change where distributor_id = 2; update distributor set tier = 'GOLD' where code = 'B'",
      /^close 2026-03: B had nothing and should have GOLD to AGENT$/m,
    ],
    [
      "a downgrade that should not be",
      "insert into tier_change select seq, 99, 3, 'CORE', 'AGENT', '{}' from window_close where month = '2026-03-01'; update distributor set tier = 'AGENT' where code = 'E'",
      /^close 2026-03: E had CORE to AGENT and should have nothing$/m,
    ],
    [
      "a downgrade that goes elsewhere",
      "update tier_change c set to_tier = 'AGENT' from window_close w where w.seq = c.seq and month = '2026-02-01'; update tier_change c set from_tier = 'AGENT' from window_close w where w.seq = c.seq and month = '2026-03-01'",
      /^close 2026-02: A had CORE to AGENT and should have CORE to GOLD$/m,
    ],
    [
      "a floor that is gone",
      "delete from manual_tier",
      /^close 2026-03: E had nothing and should have CORE to AGENT$/m,
    ],
    [
      "a floor with another date",
      "update manual_tier set until = '2027-01-01'",
      /^tier by hand in \d+: is not what was asked for$/m,
    ],
    [
      "a close by another ladder",
      "update window_close set ladder_version = 2",
      /^close 2026-01: ladder is 2 and should be 1$/m,
    ],
    [
      "a close of another month",
      "update window_close set month = '2026-09-01' where month = '2026-01-01'",
      /^close 2026-01: is kept as 2026-09-01 and booked as 2026-01$/m,
    ],
    ["a close that is gone", "delete from window_close", /^close \d+: is not kept$/m],
    [
      "a close that is not in the book",
      "insert into window_close values (999, '2026-09-01', 1, 3, 0)",
      /^close 2026-09-01: is not booked$/m,
    ],
    [
      "a count",
      "update window_close set downgraded = 7 where month = '2026-01-01'",
      /^close 2026-01: has 7 downgrades and should have 0$/m,
    ],
    [
      "a change by nothing",
      "insert into tier_change values (1, 1, 2, 'AGENT', 'GOLD', '{}'); update tier_change set from_tier = 'AGENT' where seq = 1",
      /^tier change in 1: is of a LADDER$/m,
    ],
  ])("finds %s", async (_, statements, mismatch) => {
    await alter(statements);
    expect((await verified(network)).join("\n")).toMatch(mismatch);
  });
});

it.each([
  "update distributor set joined_tier = 'CORE'",
  "update manual_tier set until = '2030-01-01'",
  "delete from manual_tier",
  "truncate window_close",
  "update window_close set downgraded = 0",
  "update tier_change set line = 2",
])("the database refuses: %s", async (statement) => {
  await expect(network.write((tx) => sql.raw(statement).execute(tx.db))).rejects.toThrow(
    "is refused",
  );
});
