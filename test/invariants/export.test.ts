// Exports of random books: hledger and beancount accept them, and hold what our own trial balance holds.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RULE_KINDS } from "../../src/commission/engine/rules/registry.ts";
import type { Database } from "../../src/database/database.ts";
import { formatAmount } from "../../src/kernel/money.ts";
import { allBalances } from "../../src/ledger/balances.ts";
import { Bookkeepers, exported, haveBookkeepers } from "../support/bookkeepers.ts";
import { Folder } from "../support/cli.ts";
import { runLane } from "../support/naive/product-lane.ts";
import { scenarios } from "../support/naive/streams.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";

const kinds = RULE_KINDS.map(({ kind }) => kind);
const SCALES: Readonly<Record<string, number>> = { CNY: 2, POINT: 0 };

let database: Database;
let folder: Folder;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

describe.skipIf(!haveBookkeepers())("§7 exports of random books", () => {
  it("are accepted whole and from any day on, and their balances are ours to the fen", async () => {
    const bookkeepers = new Bookkeepers(folder.path);
    const day = fc.constantFrom(undefined, "2026-01-02", "2026-01-20", "2026-02-01", "2026-03-01");
    await fc.assert(
      fc.asyncProperty(
        scenarios({ kinds, orders: 50, live: true }),
        day,
        async (scenario, from) => {
          const network = await createTestNetwork(database);
          await runLane(network, scenario, [20]);
          const expected = (await network.read((tx) => allBalances(tx)))
            .map(
              (one) =>
                `${one.account} ${formatAmount(one.balanceMinor, SCALES[one.asset]!)} ${one.asset}`,
            )
            .sort();
          const journal = (await exported(network, { format: "hledger", from })).text;
          const file = (await exported(network, { format: "beancount", from })).text;
          expect(await bookkeepers.hledger(journal)).toBe("");
          expect(await bookkeepers.beancount(file)).toBe("");
          if (expected.length === 0) return;
          expect(await bookkeepers.hledgerBalances(journal)).toEqual(expected);
          expect(await bookkeepers.beancountBalances(file)).toEqual(expected);
        },
      ),
      { numRuns: 12, interruptAfterTimeLimit: 90_000 },
    );
  }, 180_000);
});
