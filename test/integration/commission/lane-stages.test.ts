// What an operator is told of a commit: which stage took the time, whatever made it slow.
import { sql } from "kysely";
import { afterAll, beforeEach, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Committed } from "../../../src/commission/orders/lane/watch.ts";
import type { Network } from "../../../src/database/database.ts";
import { lockLane } from "../../../src/database/lock.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order } from "../../support/sample.ts";

const database = await openTestDatabase();
afterAll(() => database.close());

/** What each slow thing takes, and far more than anything else here. */
const SLOW_MS = 700;

let network: Network;
let lane: Lane;
let committed: Committed[];
let failures: number;
beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network);
  committed = [];
  failures = 0;
  lane = new Lane(network, {
    watch: {
      origin: () => "a request",
      committed: (one) => committed.push(one),
      turnedAway: () => {},
      failed: () => {
        failures += 1;
      },
    },
  });
  await lane.submit([order("warm")]);
  committed = [];
});

/** The stages that took long, of the last commit; checks that they add up. */
function slowStages(): string[] {
  const { startedMs: _, tookMs, ...stages } = committed.at(-1)!.stages;
  const sum = Object.values(stages).reduce((all, ms) => all + ms, 0);
  expect(sum).toBeCloseTo(tookMs, 3);
  return Object.entries(stages).flatMap(([stage, ms]) => (ms > SLOW_MS * 0.9 ? [stage] : []));
}

/** A trigger on `table` that waits, as a slow disk or a lock would. */
function slowTrigger(table: string, deferred: boolean): Promise<void> {
  const kind = deferred ? "constraint trigger" : "trigger";
  const when = deferred ? "deferrable initially deferred" : "";
  return network.write(async (tx) => {
    tx.send(sql`create function slow() returns trigger language plpgsql
      as $$ begin perform pg_sleep(${sql.lit(SLOW_MS / 1_000)}); return null; end $$`);
    tx.send(
      sql.raw(
        `create ${kind} slow after insert on ${table} ${when} for each row execute function slow()`,
      ),
    );
  });
}

it("a network's lock that another process holds", async () => {
  const locked = Promise.withResolvers<void>();
  const holding = network.write(async (tx) => {
    lockLane(network, tx);
    await sql`select 1`.execute(tx.db);
    locked.resolve();
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  });
  await locked.promise;
  await lane.submit([order("a")]);
  await holding;
  expect(slowStages()).toEqual(["lockMs"]);
});

it("rows that are slow to store", async () => {
  await slowTrigger("seal", false);
  await lane.submit([order("a")]);
  expect(slowStages()).toEqual(["storeMs"]);
});

it("a slow COMMIT", async () => {
  await slowTrigger("seal", true);
  await lane.submit([order("a")]);
  expect(slowStages()).toEqual(["commitMs"]);
});

it("how much a commit took at once, and of whom", async () => {
  const files = Array.from({ length: 3 }, (_, n) => lane.submit([order(`f${n}`)], "FILE"));
  await Promise.all(files);
  await Promise.all([lane.submit([order("a"), order("b")]), lane.submit([order("a")])]);
  const told = committed.map(({ chunks, outcomes }) => ({
    chunks: chunks.map(({ submissions }) => submissions.map(({ origin }) => origin)),
    outcomes: outcomes.map(({ ref, status }) => `${ref} ${status}`),
  }));
  expect(told).toEqual([
    {
      chunks: [["a request"], ["a request"], ["a request"]],
      outcomes: ["f0 SETTLED", "f1 SETTLED", "f2 SETTLED"],
    },
    {
      chunks: [["a request", "a request"]],
      outcomes: ["a SETTLED", "b SETTLED", "a REPEATED"],
    },
  ]);
});

it("a commit that failed", async () => {
  await network.write(async (tx) => {
    tx.send(sql`create function fail() returns trigger language plpgsql
      as $$ begin raise 'no space left'; end $$`);
    tx.send(sql`create trigger fail before insert on seal for each row execute function fail()`);
  });
  await expect(lane.submit([order("a")])).rejects.toThrow("no space left");
  expect({ failures, committed }).toEqual({ failures: 1, committed: [] });
});
