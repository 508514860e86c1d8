// Balances at random moments of random books, with months closed between: what hledger makes of the exported journal.
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RULE_KINDS } from "../../src/commission/engine/rules/registry.ts";
import type { Database, Network, Tx } from "../../src/database/database.ts";
import { closeMonth } from "../../src/finance/periods/store/close-month.ts";
import { lastClosed } from "../../src/finance/periods/store/read-periods.ts";
import { Refusals } from "../../src/kernel/errors.ts";
import { formatAmount } from "../../src/kernel/money.ts";
import { formatInstant } from "../../src/kernel/time.ts";
import { pageBalancesOn } from "../../src/ledger/balances-on.ts";
import { type AccountView, findSeal, pageBalances } from "../../src/ledger/read-accounts.ts";
import { Bookkeepers, exported, haveBookkeepers } from "../support/bookkeepers.ts";
import { Folder } from "../support/cli.ts";
import { runLane } from "../support/naive/product-lane.ts";
import { type Scenario, scenarios } from "../support/naive/streams.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { run as runHistory } from "../support/random/course.ts";
import { randomNetwork } from "../support/random/network.ts";
import { stream } from "../support/random/stream.ts";
import { addedUp, trialBalance } from "../support/trial.ts";

const kinds = RULE_KINDS.map(({ kind }) => kind);
const ALL = { size: 100_000, backwards: false } as const;
const AFTERWARDS = Date.parse("2026-12-31T00:00:00Z");

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

/** Runs half of a scenario, closes January unless something stands against it, and runs the rest. */
async function run(network: Network, { opening, steps, timeZone }: Scenario): Promise<boolean> {
  const half = Math.floor(steps.length / 2);
  await runLane(network, { opening, steps: steps.slice(0, half), timeZone }, [5]);
  const isClosed = await closeMonth(network, "2026-01", AFTERWARDS).then(
    () => true,
    (fault: unknown) => {
      if (!(fault instanceof Refusals)) throw fault;
      return false;
    },
  );
  await runLane(network, { opening: [], steps: steps.slice(half), timeZone }, [3]);
  return isClosed;
}

/** When each commit was recorded, in epoch milliseconds. */
async function recorded(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ at: number }>`
    select (extract(epoch from recorded_at) * 1000)::float8 as at from seal order by last_seq`.execute(
    tx.db,
  );
  return rows.map(({ at }) => at);
}

function lines(views: readonly AccountView[]): string[] {
  return views
    .map(({ name, asset, balanceMinor }) => {
      return `${name} ${formatAmount(balanceMinor, asset.scale)} ${asset.code}`;
    })
    .sort();
}

/** A random book: makes it, and says whether a month was closed in it. */
type RandomBook = () => Promise<{ readonly network: Network; readonly isClosed: boolean }>;

const ofScenarios: fc.Arbitrary<RandomBook> = scenarios({ kinds, orders: 40, live: true }).map(
  (scenario) => async () => {
    const network = await createTestNetwork(database, { timeZone: scenario.timeZone });
    return { network, isClosed: await run(network, scenario) };
  },
);
const ofHistories: fc.Arbitrary<RandomBook> = stream.map((inputs) => async () => {
  const network = await randomNetwork(database);
  await runHistory(network, inputs, [4]);
  const close = await network.read((tx) => lastClosed(tx));
  return { network, isClosed: close !== undefined };
});

describe.skipIf(!haveBookkeepers())(
  "§7 balances as recorded at any time, and at the end of any day",
  () => {
    it.each([
      ["under random plans, ladders and time zones", ofScenarios],
      ["with deposits, payouts, taxes, adjustments and closes between the orders", ofHistories],
    ])(
      "are hledger's to the fen: %s",
      async (_, books) => {
        const bookkeepers = new Bookkeepers(folder.path);
        const seen = { asOf: 0, on: 0, closes: 0 };
        await fc.assert(
          fc.asyncProperty(
            books,
            fc.noBias(fc.nat(1_000)),
            fc.noBias(fc.nat(100)),
            async (book, part, dayOfYear) => {
              const { network, isClosed } = await book();
              if (isClosed) seen.closes += 1;
              seen.asOf += await compareRecorded(bookkeepers, network, part / 1_000);
              seen.on += await compareDay(bookkeepers, network, dayOfYear);
            },
          ),
          { numRuns: 10, interruptAfterTimeLimit: 90_000 },
        );
        expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
      },
      240_000,
    );
  },
);

/** At a commit, so far into the book; how many balances there were. */
async function compareRecorded(
  bookkeepers: Bookkeepers,
  network: Network,
  part: number,
): Promise<number> {
  const times = await network.read(recorded, true);
  const at = times[Math.floor(part * (times.length - 1))]!;
  const seal = await network.read((tx) => findSeal(tx, at));
  const ours = await network.read((tx) => pageBalances(tx, seal!.seq, ALL));
  const asOf = { format: "hledger", asOf: at } as const;
  const then = await exported(network, asOf);
  expect(await bookkeepers.hledger(then.text)).toBe("");
  expect(await bookkeepers.hledgerBalances(then.text)).toEqual(lines(ours));
  expect(then.manifest).toMatchObject({ head: { seq: seal!.seq }, asOf: formatInstant(at) });
  const from = "2026-02-01";
  expect(await bookkeepers.hledger((await exported(network, { ...asOf, from })).text)).toBe("");
  expect(await trialBalance(network, at, from)).toEqual(await addedUp(network, at, from));
  return ours.length;
}

/** At the end of a day by accounting date; how many balances there were. */
async function compareDay(
  bookkeepers: Bookkeepers,
  network: Network,
  dayOfYear: number,
): Promise<number> {
  const day = new Date(Date.UTC(2026, 0, 1 + dayOfYear)).toISOString().slice(0, 10);
  const on = await network.read((tx) => pageBalancesOn(tx, day, ALL));
  const { text } = await exported(network, { format: "hledger" });
  expect(await bookkeepers.hledgerBalances(text, day)).toEqual(lines(on));
  return on.length;
}
