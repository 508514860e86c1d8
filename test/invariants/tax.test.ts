// docs/rules.md §7: Random years of payouts, with failures, shared identities and new terms: every
// tax against a reckoning of its own.
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../src/database/database.ts";
import {
  approvePayout,
  cancelPayout,
  confirmPayout,
  failPayout,
} from "../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../src/finance/payouts/store/request-payout.ts";
import { setTaxIdentity } from "../../src/finance/payouts/store/tax-identity.ts";
import { pageTaxLines, sumTax } from "../../src/finance/payouts/store/tax-report.ts";
import { TERMS_KIND } from "../../src/finance/payouts/store/terms-kind.ts";
import { allBalances } from "../../src/ledger/balances.ts";
import { publishAll } from "../../src/platform/publishing/publish.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../support/sample.ts";
import { verifyNetwork } from "../support/verify.ts";

const DAY = 86_400_000;
/** So that a failure is told, shrunk as far as it is by then. */
const LIMIT_MS = 120_000;
const SELLERS = ["C", "D", "E"];

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const seller = fc.constantFrom(...SELLERS);
const fen = fc.oneof(fc.integer({ min: 1, max: 900_000 }), fc.integer({ min: 1, max: 9_000_000 }));
const end = fc.constantFrom("CONFIRMED", "CONFIRMED", "FAILED", "CANCELLED", "OPEN");
/** Every so many days a payout is asked for, approved, and comes to an end so many steps later. */
const payment = fc.record({
  after: fc.integer({ min: 0, max: 45 }),
  seller,
  fen,
  end,
  later: fc.integer({ min: 0, max: 4 }),
});
const identity = fc.record({ seller, identity: fc.constantFrom("T-1", "T-2", null) });
const terms = fc.record({
  method: fc.constantFrom("CUMULATIVE", "PER_PAYMENT", "PER_MONTH", "NONE"),
});
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: payment },
    { weight: 2, arbitrary: identity },
    { weight: 1, arbitrary: terms },
  ),
  { minLength: 10, maxLength: 40 },
);

/** A payment as the reckoning knows it. */
interface Paid {
  readonly ref: string;
  readonly identity: string;
  readonly method: string;
  /** Months since the year 0 in the network's zone, which is eight hours ahead. */
  readonly month: number;
  readonly fen: number;
  tax: number;
  counts: boolean;
}

function monthOf(at: number): number {
  const local = new Date(at + 8 * 3_600_000);
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
}

/** Each slice of taxable income, in tenths of a fen, at its own rate; in fen, half up. */
function slices(taxable: number, bounds: readonly number[], percents: readonly number[]): number {
  const thousandths = percents.reduce((sum, percent, index) => {
    const from = (bounds[index - 1] ?? 0) * 1_000;
    const to = (bounds[index] ?? Number.POSITIVE_INFINITY) * 1_000;
    return sum + Math.max(0, Math.min(taxable, to) - from) * percent;
  }, 0);
  return Math.floor((thousandths + 500) / 1_000);
}

function reckon(earlier: readonly Paid[], { identity, method, month, fen }: Paid): number {
  if (method === "NONE") return 0;
  const counted = earlier.filter(
    (one) => one.counts && one.identity === identity && one.method === method,
  );
  if (method !== "CUMULATIVE") {
    const together = counted.filter((one) => method === "PER_MONTH" && one.month === month);
    const income = together.reduce((sum, one) => sum + one.fen, fen);
    const taxable = income <= 400_000 ? (income - 80_000) * 10 : income * 8;
    const due = slices(taxable, [20_000, 50_000], [20, 30, 40]);
    return Math.max(0, due - together.reduce((sum, one) => sum + one.tax, 0));
  }
  const year = Math.floor(month / 12);
  let first = month;
  while (counted.some((one) => one.month === first - 1) && first % 12 > 0) first -= 1;
  expect(Math.floor(first / 12)).toBe(year);
  const run = counted.filter((one) => one.month >= first && one.month <= month);
  const income = run.reduce((sum, one) => sum + one.fen, fen);
  const taxable = income * 8 - (month - first + 1) * 5_000_000;
  const bounds = [36_000, 144_000, 300_000, 420_000, 660_000, 960_000];
  const due = slices(taxable, bounds, [3, 10, 20, 25, 30, 35, 45]);
  return Math.max(0, due - run.reduce((sum, one) => sum + one.tax, 0));
}

class Course {
  readonly network: Network;
  readonly paid: Paid[] = [];
  readonly #identities = new Map<string, string>();
  #method = "NONE";
  #at = AT;
  /** What comes to an end when so many steps were taken. */
  readonly #due: { readonly step: number; readonly end: string; readonly paid: Paid }[] = [];
  #step = 0;

  constructor(network: Network) {
    this.network = network;
  }

  async take(step: object): Promise<void> {
    this.#step += 1;
    this.#at += 60_000;
    if ("method" in step) await this.#publish(step.method as string);
    else if ("fen" in step) await this.#pay(step as never);
    else await this.#share(step as never);
    await this.end(({ step }) => step <= this.#step);
  }

  async #publish(method: string): Promise<void> {
    this.#method = method;
    const effectiveFrom = new Date(this.#at).toISOString();
    const document = { effectiveFrom, payout: {}, tax: { distributor: method } };
    await publishAll(this.network, TERMS_KIND, [{ document }], this.#at);
  }

  async #share({ seller, identity }: { seller: string; identity: string | null }): Promise<void> {
    const text = { distributor: seller, identity, reason: "any" };
    await setTaxIdentity(this.network, text, this.#at);
    if (identity === null) this.#identities.delete(seller);
    else this.#identities.set(seller, identity);
  }

  async #pay(said: { after: number; seller: string; fen: number; end: string; later: number }) {
    this.#at += said.after * DAY;
    const ref = `p-${this.#step}`;
    const identity = this.#identities.get(said.seller) ?? `distributor:${said.seller}`;
    const month = monthOf(this.#at);
    const { fen } = said;
    const paid = { ref, identity, method: this.#method, month, fen, tax: 0, counts: true };
    paid.tax = reckon(this.paid, paid);
    const amount = (fen / 100).toFixed(2);
    const text = { idempotencyKey: ref, distributor: said.seller, amount };
    await requestPayout(this.network, text, this.#at);
    const approval = approvePayout(this.network, ref, this.#at);
    if (paid.tax >= fen) {
      await expect(approval).rejects.toThrow("leave nothing");
      await cancelPayout(this.network, ref, this.#at);
      return;
    }
    expect((await approval).payout.taxMinor).toBe(BigInt(paid.tax));
    this.paid.push(paid);
    this.#due.push({ step: this.#step + said.later, end: said.end, paid });
  }

  /** Brings to an end what is to; returns how. */
  async end(isDue: (one: { readonly step: number }) => boolean): Promise<void> {
    const due = this.#due.filter(isDue);
    for (const one of due) {
      this.#due.splice(this.#due.indexOf(one), 1);
      const { ref } = one.paid;
      if (one.end === "CONFIRMED") await confirmPayout(this.network, ref, "bank", this.#at);
      if (one.end === "FAILED") await failPayout(this.network, ref, "closed", this.#at);
      if (one.end === "CANCELLED") await cancelPayout(this.network, ref, this.#at);
      one.paid.counts = one.end === "CONFIRMED" || one.end === "OPEN";
    }
  }
}

async function posted(network: Network): Promise<bigint> {
  const all = await network.read((tx) => allBalances(tx));
  return -(all.find(({ account }) => account === "liabilities:tax")?.balanceMinor ?? 0n);
}

/** Of all quarters, by their lines and by their sums; and what confirmations have withheld. */
async function reported(network: Network) {
  let [lines, sums] = [0n, 0n];
  for (let quarter = 0; quarter < 24; quarter += 1) {
    const month = String((quarter % 4) * 3 + 1).padStart(2, "0");
    const from = `${2026 + Math.floor(quarter / 4)}-${month}-01`;
    await network.read(async (tx) => {
      sums += (await sumTax(tx, from)).taxMinor;
      const page = await pageTaxLines(tx, from, { size: 100, backwards: false });
      lines += page.reduce((sum, line) => sum + line.taxMinor, 0n);
    });
  }
  return { lines, sums };
}

it("each tax is what the reckoning says, and what was posted is what the quarters report", async () => {
  const seen = { withheld: 0, corrected: 0, dropped: 0 };
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const network = await createTestNetwork(database);
      await fillNetwork(network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] } });
      const sales = { quantity: "10000", unitPrice: "1000.00" };
      const sold = SELLERS.map((code) => order(code, { ...sales, seller: code }));
      await new Lane(network).submit(sold);
      const course = new Course(network);
      await course.take({ method: "CUMULATIVE" });
      for (const step of all) await course.take(step);
      await course.end(() => true);
      expect((await verifyNetwork(network)).mismatches).toEqual([]);
      const tax = await posted(network);
      expect(await reported(network)).toEqual({ lines: tax, sums: tax });
      const { rows } = await network.read((tx) =>
        sql<{ n: number }>`select count(*)::int as n from payout_tax`.execute(tx.db),
      );
      expect(rows[0]!.n).toBe(course.paid.length);
      seen.withheld += Number(tax);
      seen.dropped += course.paid.filter(({ counts, tax }) => !counts && tax > 0).length;
      seen.corrected += course.paid.filter(
        ({ method, tax, fen }) => method === "CUMULATIVE" && tax === 0 && fen > 625_000,
      ).length;
    }),
    { numRuns: 50, interruptAfterTimeLimit: LIMIT_MS },
  );
  // The years are of something.
  expect(
    Object.values(seen).every((count) => count > 0),
    JSON.stringify(seen),
  ).toBe(true);
}, 180_000);
