// A replay of the journal with the documents that were in force gives exactly the books, whatever happened.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RULE_KINDS } from "../../src/commission/engine/rules/registry.ts";
import type { Database } from "../../src/database/database.ts";
import { runLane } from "../support/naive/product-lane.ts";
import { scenarios } from "../support/naive/streams.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { replayedTraces, storedTraces } from "../support/replayed.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** A slow machine draws fewer; a failure is shrunk no longer, so that its seed is printed in time. */
const WITHIN = { interruptAfterTimeLimit: 20_000, endOnFailure: true } as const;

const kinds = RULE_KINDS.map(({ kind }) => kind);

describe("a replay with the documents that were in force", () => {
  it("gives every posting, share, tier change, refund and release as the books have it", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });
    // Distributors come into a replay with the page that first names them: pages of any size.
    const page = fc.constantFrom(1, 4, 60);
    await fc.assert(
      fc.asyncProperty(
        scenarios({ kinds, orders: 60, live: true }),
        sizes,
        page,
        async (scenario, cuts, size) => {
          const network = await createTestNetwork(database);
          await runLane(network, scenario, cuts);
          expect(await replayedTraces(network, size)).toEqual(await storedTraces(network));
        },
      ),
      { numRuns: 40, ...WITHIN },
    );
  }, 240_000);
});
