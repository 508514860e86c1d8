// A file's rows through the lane: chunks of one commit that need each other, a connection that is lost between
// two of its statements, and live orders beside it.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/commission/orders/lane/batch.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { cutAfter } from "../../support/cut.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order } from "../../support/sample.ts";
import { verifyNetwork } from "../../support/verify.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function openNetwork(): Promise<Lane> {
  network = await createTestNetwork(database);
  await fillNetwork(network);
  return new Lane(network);
}

const back = (ref: string, orderRef: string, quantity: string) =>
  parseRefund({ ref, orderRef, quantity, occurredAt: "2026-01-20T12:00:00+08:00" });

const told = (outcomes: readonly Outcome[]) =>
  outcomes.map((one) => `${one.ref} ${one.status === "REFUSED" ? one.refusal.code : one.status}`);

async function countSeals(): Promise<number> {
  return network.read(async ({ db }) => {
    const { rows } = await sql<{ n: string }>`select count(*) as n from seal`.execute(db);
    return Number(rows[0]!.n);
  });
}

describe("chunks of one commit", () => {
  it("see the orders, refunds and refs of the chunks before them", async () => {
    const lane = await openNetwork();
    const seals = await countSeals();
    const chunks = [
      [order("a", { quantity: "3" }), order("b")],
      [back("r1", "a", "2"), order("c")],
      [back("r2", "a", "2"), back("r3", "a", "1"), order("b")],
      [order("c", { quantity: "2" }), back("r1", "a", "2")],
      [order("b"), back("r4", "nothing", "1")],
    ];
    const outcomes = await Promise.all(chunks.map((chunk) => lane.submit(chunk, "FILE")));
    expect(outcomes.map(told)).toEqual([
      ["a SETTLED", "b SETTLED"],
      ["r1 SETTLED", "c SETTLED"],
      ["r2 EXCEEDS_ORDER", "r3 SETTLED", "b REPEATED"],
      ["c CONFLICT", "r1 REPEATED"],
      ["b REPEATED", "r4 UNKNOWN_ORDER"],
    ]);
    expect(await countSeals()).toBe(seals + 1);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("are the parts of a long list, which is one commit too", async () => {
    const lane = await openNetwork();
    const seals = await countSeals();
    const list = Array.from({ length: 700 }, (_, n) =>
      order(`l-${n - (n % 400 === 399 ? 300 : 0)}`),
    );
    const [outcomes, other] = await Promise.all([
      lane.submit([...list, back("r", "l-3", "1"), back("r2", "l-3", "1")]),
      lane.submit([order("l-699"), order("other")]),
    ]);
    const odd = outcomes.filter(({ status }) => status !== "SETTLED");
    expect(told(odd)).toEqual(["l-99 REPEATED", "r2 EXCEEDS_ORDER"]);
    expect(outcomes.map(({ ref }) => ref)).toEqual([...list.map(({ ref }) => ref), "r", "r2"]);
    expect(told(other)).toEqual(["l-699 REPEATED", "other SETTLED"]);
    expect(await lane.submit([])).toEqual([]);
    expect(await countSeals()).toBeLessThanOrEqual(seals + 2);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("are all settled or all not, when the connection is lost between any two statements", async () => {
    const lane = await openNetwork();
    await lane.submit([order("before")]);
    const pool = await database.pool();
    for (let statements = 1; ; statements += 1) {
      const cut = cutAfter(pool, statements);
      const chunks = ["x", "y", "z"].map((name) => [order(`${name}${statements}`)]);
      const settling = chunks.map((chunk) => lane.submit(chunk, "FILE"));
      const ended = await Promise.allSettled(settling);
      cut.restore();
      if (!cut.happened()) break;
      // Unknown to the client, all or nothing in the book: the same refs again tell which.
      expect(new Set(ended.map(({ status }) => status)).size).toBe(1);
      const again = (await Promise.all(chunks.map((chunk) => lane.submit(chunk, "FILE")))).flat();
      const repeated = again.filter(({ status }) => status === "REPEATED").length;
      expect(again.map(({ status }) => status)).not.toContain("REFUSED");
      expect([0, 3]).toContain(repeated);
      if (ended[0]!.status === "fulfilled") expect(repeated).toBe(3);
      expect(statements).toBeLessThan(200);
    }
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  }, 120_000);

  it("let a live order in between, and it is answered before the file's end", async () => {
    const lane = await openNetwork();
    const answered: string[] = [];
    const note = (name: string) => () => void answered.push(name);
    const file = Array.from({ length: 60 }, (_, n) =>
      lane.submit([order(`file-${n}`)], "FILE").then(note("file")),
    );
    await file[0];
    const live = lane.submit([order("live")]).then(note("live"));
    await Promise.all([...file, live]);
    expect(answered.indexOf("live")).toBeLessThan(answered.length - 10);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });
});
