// Two commits of a lane on their way at once: the second is folded before it is known whether the first
// ends well.
import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Outcome } from "../../../src/commission/orders/lane/batch.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Committed } from "../../../src/commission/orders/lane/watch.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { cutAfter } from "../../support/cut.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order } from "../../support/sample.ts";
import { verifyNetwork } from "../../support/verify.ts";

let database: Database;
let network: Network;
let lane: Lane;
let committed: Committed[];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network);
  committed = [];
  lane = new Lane(network, {
    watch: { committed: (one) => committed.push(one), turnedAway: () => {}, failed: () => {} },
  });
  await lane.submit([order("warm")]);
  // COMMIT of an order called "slow…" takes long, and that of "failing…" fails after that.
  await network.write(async (tx) => {
    tx.send(sql`create function slow() returns trigger language plpgsql as $$ begin
      perform pg_sleep(0.3);
      if new.ref like 'failing%' then raise 'no space left'; end if;
      return null; end $$`);
    tx.send(sql`create constraint trigger slow after insert on ledger_transaction
      deferrable initially deferred for each row
      when (new.ref like 'slow%' or new.ref like 'failing%') execute function slow()`);
  });
  committed = [];
});

const told = (outcomes: readonly Outcome[]) => outcomes.map((one) => `${one.ref} ${one.status}`);

/** When everything of the first commit is sent, and its COMMIT takes long. */
const untilSent = () => setTimeout(150);

it("settle what was settled in the first as REPEATED in the second", async () => {
  const first = lane.submit([order("slow"), order("a")]);
  await untilSent();
  const second = lane.submit([order("a"), order("b"), order("slow", { quantity: "2" })]);
  expect(told(await first)).toEqual(["slow SETTLED", "a SETTLED"]);
  expect(told(await second)).toEqual(["a REPEATED", "b SETTLED", "slow REFUSED"]);
  expect(committed.map(({ outcomes }) => outcomes.length)).toEqual([2, 3]);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("are told in their order, and the second continues the first", async () => {
  const first = lane.submit([order("slow", { seller: "D" })]);
  await untilSent();
  const more = ["x", "y", "z"].map((ref) => lane.submit([order(ref, { seller: "D" })]));
  const all = (await Promise.all([first, ...more])).flat();
  const seqs = all.map((one) => (one.status === "SETTLED" ? one.seq : 0));
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  expect(committed.length).toBe(2);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("a live order is settled although the commit before it fails", async () => {
  const first = lane.submit([order("failing"), order("a")]);
  await untilSent();
  const second = lane.submit([order("a"), order("b")]);
  await expect(first).rejects.toThrow("no space left");
  expect(told(await second)).toEqual(["a SETTLED", "b SETTLED"]);
  expect(told(await lane.submit([order("c")]))).toEqual(["c SETTLED"]);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("nothing more of a file is settled after a part that failed", async () => {
  const first = lane.submit([order("failing")], "FILE");
  await untilSent();
  const rest = ["a", "b"].map((ref) => lane.submit([order(ref)], "FILE"));
  const ended = await Promise.allSettled([first, ...rest]);
  expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(told(await lane.submit([order("a"), order("failed")]))).toEqual([
    "a SETTLED",
    "failed SETTLED",
  ]);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("are both settled once or not, when a connection is lost between any two statements", async () => {
  const pool = await database.pool();
  for (let statements = 1; ; statements += 1) {
    // Its memory lacks the seller of what follows.
    lane = new Lane(network);
    await lane.submit([order(`warm${statements}`, { seller: "D" })]);
    const cut = cutAfter(pool, statements);
    const refs = [`slow${statements}`, `a${statements}`, `b${statements}`];
    const [slow, ...others] = refs.map((ref) => [order(ref)]);
    const first = Promise.allSettled([lane.submit(slow!)]);
    await untilSent();
    const second = Promise.allSettled(others.map((inputs) => lane.submit(inputs)));
    const ended = [...(await first), ...(await second)];
    cut.restore();
    if (!cut.happened()) break;
    const again = told((await Promise.all(refs.map((ref) => lane.submit([order(ref)])))).flat());
    for (const [n, one] of ended.entries()) {
      if (one.status === "fulfilled") expect(again[n]).toBe(`${refs[n]} REPEATED`);
      else expect(`${one.reason}`).toContain("Connection terminated");
      expect(again[n]).not.toContain("REFUSED");
    }
    expect(statements).toBeLessThan(200);
  }
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
}, 240_000);

it("drain waits for both", async () => {
  let ended = 0;
  const count = () => {
    ended += 1;
  };
  void lane.submit([order("slow")]).then(count);
  await untilSent();
  void lane.submit([order("a")]).then(count);
  await lane.drain();
  expect(ended).toBe(2);
});
