// A network whose tiers change over time, and what became of them, told in short.
import { sql } from "kysely";
import { expect } from "vitest";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import { Lane } from "../../src/commission/orders/lane/lane.ts";
import { closeWindow } from "../../src/commission/tiers/store/close-window.ts";
import type { Database, Network } from "../../src/database/database.ts";
import { createTestNetwork } from "./network.ts";
import { fillNetwork, LADDER, order } from "./sample.ts";

/** When months are closed by these tests. */
export const NOW = Date.parse("2026-07-15T12:00:00+08:00");
export const TIERS = [
  { code: "AGENT" },
  { code: "GOLD", teamVolume: "100.00" },
  { code: "CORE", teamVolume: "200.00" },
];
const MEMBERS = [
  { code: "A", parent: "", tier: "CORE", joined_at: "2025-06-01T00:00:00+08:00" },
  { code: "B", parent: "A", tier: "GOLD", joined_at: "2026-01-01T00:00:00+08:00" },
  { code: "E", parent: "B", tier: "", joined_at: "2026-01-01T00:00:00+08:00" },
];

/** `A` over `B` over `E`: at CORE, GOLD and the lowest tier. */
export async function openTiered(
  database: Database,
  downgrade: object = { policy: "ONE_STEP" },
  rest: object = {},
): Promise<Network> {
  const network = await createTestNetwork(database);
  const ladder = { ...LADDER, tiers: TIERS, downgrade, ...rest };
  await fillNetwork(network, { ladder, distributors: MEMBERS });
  return network;
}

let orders = 0;

/** Sells so many yuan by `E` (or another) at noon of a local day. */
export async function sell(
  network: Network,
  day: string,
  yuan: number,
  seller = "E",
): Promise<string> {
  orders += 1;
  const ref = `o-${orders}`;
  const occurredAt = `${day}T12:00:00+08:00`;
  const [outcome] = await new Lane(network).submit([
    order(ref, { occurredAt, seller, unitPrice: `${yuan}.00` }),
  ]);
  expect(outcome).toMatchObject({ status: "SETTLED" });
  return ref;
}

/** Closes one month after another. */
export async function close(network: Network, ...months: string[]): Promise<void> {
  for (const month of months) await closeWindow(network, month, NOW);
}

/** Tiers as `A CORE`, by code. */
export async function tiers(network: Network): Promise<string[]> {
  const { rows } = await network.read((tx) =>
    sql<{
      text: string;
    }>`select code || ' ' || tier as text from distributor order by code`.execute(tx.db),
  );
  return rows.map(({ text }) => text);
}

/** Changes of tiers in the order of the stream, as `WINDOW_CLOSE 2026-01: A CORE→GOLD`. */
export async function changes(network: Network): Promise<string[]> {
  const { rows } = await network.read((tx) =>
    sql<{ text: string }>`
      select t.kind || coalesce(' ' || t.ref, '') || ': ' || d.code || ' ' || c.from_tier || '→' || c.to_tier
               as text
        from tier_change c join ledger_transaction t using (seq)
        join distributor d on d.id = c.distributor_id order by c.seq, c.line`.execute(tx.db),
  );
  return rows.map(({ text }) => text);
}

/** How far everything has come. */
export async function head(network: Network): Promise<unknown> {
  const { rows } = await network.read((tx) =>
    sql`select (select count(*) from ledger_transaction) as transactions,
               (select count(*) from window_close) as closes,
               (select count(*) from tier_change) as changes`.execute(tx.db),
  );
  return rows;
}

/** What `verify` finds. */
export async function verified(network: Network): Promise<readonly string[]> {
  return (await verifyNetwork(network)).mismatches;
}
