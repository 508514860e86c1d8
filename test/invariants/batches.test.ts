// docs/rules.md §8 law 1, batches do not matter, and law 2, doing it again does nothing: properties
// on real PostgreSQL.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { datesAmiss } from "../support/naive/accounting.ts";
import { openTestDatabase } from "../support/network.ts";
import { run } from "../support/random/course.ts";
import { randomNetwork } from "../support/random/network.ts";
import { stream } from "../support/random/stream.ts";
import { traces } from "../support/random/traces.ts";
import { replayedTraces, storedTraces } from "../support/replayed.ts";
import { verifyNetwork } from "../support/verify.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const fresh = () => randomNetwork(database);

/** Days on which balances are compared with sums. */
const DAYS = ["2026-01-07", "2026-01-31", "2026-02-01", "2026-02-20", "2026-03-01", "2032-01-01"];

const RUNS = { numRuns: 30, verbose: 1 } as const;

describe("§8 law 1: batches do not matter", () => {
  it("one by one, or cut anywhere, by one process or several, or replayed: the same, byte for byte", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(stream, sizes, async (inputs, cuts) => {
        const [single, cut] = [await fresh(), await fresh()];
        const expected = await run(single, inputs, [1]);
        expect(await run(cut, inputs, cuts)).toEqual(expected);
        expect(await traces(cut)).toEqual(await traces(single));
        expect((await verifyNetwork(cut)).mismatches).toEqual([]);
        expect(await datesAmiss(cut, DAYS)).toEqual([]);
        expect(await replayedTraces(cut, 7)).toEqual(await storedTraces(cut));
      }),
      RUNS,
    );
  }, 240_000);

  it("as a file, chunk after chunk in one commit: the same, byte for byte", async () => {
    const sizes = fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 1, maxLength: 4 });
    const chunks = fc.integer({ min: 1, max: 6 });
    // The same ref again: in the chunk itself, in the next one, or in a later commit.
    const twice = fc.array(fc.nat(1_000), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(stream, sizes, chunks, twice, async (all, cuts, chunk, again) => {
        const inputs = repeating(all, again);
        const [single, file] = [await fresh(), await fresh()];
        const expected = await run(single, inputs, [1]);
        expect(await run(file, inputs, cuts, chunk)).toEqual(expected);
        expect(await traces(file)).toEqual(await traces(single));
        expect((await verifyNetwork(file)).mismatches).toEqual([]);
      }),
      RUNS,
    );
  }, 240_000);
});

/** The stream with some of its inputs a second time, each a little after the first. */
function repeating<T extends object>(inputs: readonly T[], picks: readonly number[]): T[] {
  const out = [...inputs];
  for (const pick of picks) {
    const from = pick % Math.max(out.length, 1);
    const input = out[from];
    if (input !== undefined && "order" in input) out.splice(from + 1 + (pick % 4), 0, input);
  }
  return out;
}

describe("§8 law 2: doing it again does nothing", () => {
  it("a stream of orders repeated gives the first results and changes nothing", async () => {
    const orders = stream.map((inputs) => inputs.filter((input) => "order" in input));
    await fc.assert(
      fc.asyncProperty(orders, async (inputs) => {
        const network = await fresh();
        const first = await run(network, inputs, [7]);
        const before = await traces(network);
        // What was refused is free again, and may be taken now that others were.
        const taken = first.map((outcome) => outcome.split(" ")[1] !== "REFUSED");
        const again = await run(
          network,
          inputs.filter((_, index) => taken[index]),
          [11],
        );
        const expected = first.filter((_, index) => taken[index]);
        expect(again).toEqual(expected.map((one) => one.replace(" SETTLED ", " REPEATED ")));
        expect(await traces(network)).toEqual(before);
      }),
      RUNS,
    );
  }, 240_000);
});
