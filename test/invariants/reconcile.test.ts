// §7 Of random books and what random faults make of their statements, exactly the faults are told, however it is cut.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import { Lane } from "../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import type { Database, Network } from "../../src/database/database.ts";
import { closeMonth } from "../../src/finance/periods/store/close-month.ts";
import { parseStatement } from "../../src/finance/reconciliation/formats/parse-statement.ts";
import { explainDifference } from "../../src/finance/reconciliation/store/explain.ts";
import { importStatement } from "../../src/finance/reconciliation/store/import-statement.ts";
import { pageDifferences } from "../../src/finance/reconciliation/store/read-differences.ts";
import { pieces, type WechatRow, wechatText } from "../support/bank-statements.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const NOW = Date.parse("2026-07-15T12:00:00+08:00");
const DAYS = { from: "2026-01-01", to: "2026-01-31" };

const FAULTS = ["NONE", "LOST", "DOUBLED", "AMOUNT", "FEE"] as const;
type Fault = (typeof FAULTS)[number];

interface Sale {
  readonly day: number;
  readonly quantity: number;
  /** How many of it are refunded, in refunds of one each. */
  readonly refunded: number;
  readonly faults: readonly Fault[];
}

const sale: fc.Arbitrary<Sale> = fc.record({
  day: fc.integer({ min: 10, max: 28 }),
  quantity: fc.integer({ min: 2, max: 5 }),
  refunded: fc.integer({ min: 0, max: 2 }),
  faults: fc.array(fc.constantFrom<Fault>("NONE", "NONE", ...FAULTS), {
    minLength: 3,
    maxLength: 3,
  }),
});

const at = (day: number, time: string) => `2026-01-${day} ${time}`;
const instant = (day: number) => `2026-01-${day}T12:00:00+08:00`;

/** Settles the sales and their refunds, each with a fee of 0.06 an order. */
async function settle(network: Network, sales: readonly Sale[]): Promise<void> {
  const lane = new Lane(network);
  for (const [index, { day, quantity, refunded }] of sales.entries()) {
    const ref = `o-${index}`;
    const text = { occurredAt: instant(day), quantity: `${quantity}`, channelFee: "0.06" };
    const all = Array.from({ length: refunded }, (_, n) =>
      parseRefund({
        ref: `r-${index}-${n}`,
        orderRef: ref,
        quantity: "1",
        occurredAt: instant(day),
      }),
    );
    const outcomes = await lane.submit([order(ref, text), ...all]);
    for (const { status } of outcomes) expect(status).toBe("SETTLED");
  }
}

/** The channel's rows of the sales with their faults, and what is to be told of them. */
function rowsOf(sales: readonly Sale[], strangers: number): { rows: WechatRow[]; told: string[] } {
  const rows: WechatRow[] = [];
  const told: string[] = [];
  const add = (fault: Fault, row: WechatRow & { fee: string }, cents: number) => {
    if (fault === "LOST") told.push(`MISSING_THERE ${-cents} 0`);
    else rows.push(faulty(fault, row));
    if (fault === "DOUBLED") {
      rows.push({ ...row, at: row.at!.replace("12:00:00", "13:00:00") });
      told.push(`DUPLICATED ${cents} 0`);
    }
    if (fault === "AMOUNT") told.push(`DIFFERENT_AMOUNT ${cents < 0 ? -1 : 1} 0`);
    if (fault === "FEE") told.push("DIFFERENT_AMOUNT 0 1");
  };
  for (const [index, { day, quantity, refunded, faults }] of sales.entries()) {
    const [ref, gross] = [`o-${index}`, quantity * 10];
    const known = { order: ref, at: at(day, "12:00:00") };
    add(faults[0]!, { ...known, amount: `${gross}.00`, fee: "0.06" }, gross * 100);
    for (let n = 0; n < refunded; n += 1) {
      const fee = (back(n + 1, quantity) - back(n, quantity)) / 100;
      const row = { ...known, refund: `r-${index}-${n}`, amount: "10.00", fee: `${-fee}` };
      add(faults[n + 1]!, row, -1000);
    }
  }
  for (let n = 0; n < strangers; n += 1) {
    rows.push({ order: `x-${n}`, at: at(20, "12:00:00"), amount: "10.00", fee: "0.06" });
    told.push("MISSING_HERE 1000 0");
  }
  return { rows, told };
}

/** What of a fee of 6 fen is given back once so many of an order are refunded. */
function back(refunded: number, quantity: number): number {
  return Math.floor((6 * refunded) / quantity);
}

function faulty(fault: Fault, row: WechatRow & { fee: string }): WechatRow {
  if (fault === "AMOUNT") return { ...row, amount: row.amount.replace(".00", ".01") };
  return fault === "FEE" ? { ...row, fee: (Number(row.fee) + 0.01).toFixed(2) } : row;
}

async function take(network: Network, rows: readonly WechatRow[]): Promise<void> {
  const content = pieces(wechatText(rows));
  const statement = await parseStatement("WECHAT", content, network.settings.asset, undefined);
  const tolerance = { days: 3, amountMinor: 0n };
  const options = { source: "wechat", format: "WECHAT", days: DAYS, tolerance } as const;
  await importStatement(network, options, statement, NOW);
}

async function open(network: Network) {
  const page = { size: 1_000, backwards: false };
  return network.read((tx) => pageDifferences(tx, { status: "OPEN" }, page));
}

it("the faults, no more and no less; then they are explained, and the month closes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sale, { minLength: 1, maxLength: 8 }),
      fc.nat({ max: 2 }),
      fc.infiniteStream(fc.nat()),
      async (sales, strangers, random) => {
        const network = await createTestNetwork(database);
        await fillNetwork(network);
        await settle(network, sales);
        const { rows, told } = rowsOf(sales, strangers);
        const next = () => random.next().value as number;
        const shuffled = rows
          .map((row) => ({ row, key: next() }))
          .sort((one, other) => one.key - other.key)
          .map(({ row }) => row);
        // Two files that overlap, or leave a gap that a third one fills.
        const [end, start] = [next() % (rows.length + 1), next() % (rows.length + 1)];
        await take(network, shuffled.slice(0, end));
        await take(network, shuffled.slice(start));
        await take(network, shuffled);
        const found = await open(network);
        const summary = found.map(
          ({ kind, amountMinor, feeMinor }) => `${kind} ${amountMinor} ${feeMinor}`,
        );
        expect(summary.sort()).toEqual(told.sort());
        const close = () => closeMonth(network, "2026-01", NOW);
        if (found.length > 0) await expect(close()).rejects.toThrow("that nobody has explained");
        for (const { id } of found)
          await explainDifference(network, { difference: id, note: "seen" }, NOW);
        await close();
        expect((await verifyNetwork(network)).mismatches).toEqual([]);
      },
    ),
    { numRuns: 10 },
  );
}, 180_000);
