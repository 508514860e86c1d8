// Servers that take turns on one network: each lane goes on from what the other has settled, without
// forgetting what it knows, and the book is the one that a single lane would have written.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Input } from "../../../src/commission/orders/lane/batch.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { Memory } from "../../../src/commission/orders/lane/memory.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order, PLAN, publishProgramme } from "../../support/sample.ts";
import { verifyNetwork } from "../../support/verify.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const REFERRAL = { kind: "REFERRAL", rate: "0.05", firstSales: 3 };
const CASHBACK = { kind: "CASHBACK", rate: "0.01" };
const PROGRAMME = {
  code: "P",
  supplier: "S001",
  basis: "COST",
  period: "MONTH",
  effectiveFrom: "2026-01-01",
  payer: "PLATFORM",
  method: "RETROACTIVE",
  bands: [{ over: "30000.00", rate: "0.03" }],
};

async function openNetwork(): Promise<Network> {
  const network = await createTestNetwork(database);
  await fillNetwork(network, { plan: { ...PLAN, rules: [...PLAN.rules, REFERRAL, CASHBACK] } });
  await publishProgramme(network, PROGRAMME);
  return network;
}

// The figures of distributors, suppliers and buyers all decide on later orders: tiers and the band are
// reached, the referral's first sales end, refunds take back.
const INPUTS: Input[] = Array.from({ length: 14 }, (_, n) => {
  const seller = n % 3 === 0 ? "D" : "E";
  const sold = { seller, quantity: "1000", buyer: `B-${n % 2}` };
  const of = { orderRef: `o-${n - 3}`, quantity: "400", occurredAt: "2026-01-16T12:00:00+08:00" };
  return n % 5 === 4 ? parseRefund({ ref: `r-${n}`, ...of }) : order(`o-${n}`, sold);
});

async function settle(network: Network, lanes: number): Promise<string> {
  const all = Array.from({ length: lanes }, () => new Lane(network));
  for (const [n, input] of INPUTS.entries()) {
    const [outcome] = await all[n % lanes]!.submit([input]);
    expect(outcome).toMatchObject({ status: "SETTLED" });
  }
  const { head, mismatches } = await verifyNetwork(network);
  expect(mismatches).toEqual([]);
  return head.hash;
}

it("write the same book as one, and load their memories once", async () => {
  const alone = await settle(await openNetwork(), 1);
  const opened = vi.spyOn(Memory, "open");
  expect(await settle(await openNetwork(), 3)).toBe(alone);
  expect(opened).toHaveBeenCalledTimes(3);
  opened.mockRestore();
});

it("also when both are crowded, each order once", async () => {
  const network = await openNetwork();
  const lanes = [new Lane(network), new Lane(network)];
  const settling = Array.from({ length: 200 }, async (_, n) => {
    await new Promise((resolve) => setTimeout(resolve, 3 * n));
    const own = { seller: n % 2 === 0 ? "D" : "E", buyer: `B-${n % 3}` };
    return lanes[n % 2]!.submit([order(`c-${n - (n % 4)}`, own)]);
  });
  const outcomes = (await Promise.all(settling)).flat();
  const settled = outcomes.filter(({ status }) => status === "SETTLED");
  expect(settled).toHaveLength(50);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("a memory that is far behind is loaded again", async () => {
  const network = await openNetwork();
  const [lane, other] = [new Lane(network), new Lane(network)];
  await lane.submit([order("a")]);
  const many = Array.from({ length: 5_001 }, (_, n) => order(`m-${n}`));
  for (let at = 0; at < many.length; at += 2_000) await other.submit(many.slice(at, at + 2_000));
  const opened = vi.spyOn(Memory, "open");
  await lane.submit([order("b")]);
  expect(opened).toHaveBeenCalledTimes(1);
  opened.mockRestore();
  const seqs = await network.read(({ db }) =>
    sql<{ seq: string }>`select max(seq) as seq from settlement`.execute(db),
  );
  expect(Number(seqs.rows[0]!.seq)).toBeGreaterThan(5_002);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
}, 60_000);
