// §8 law 1, batches do not matter, and law 2, doing it again does nothing: properties on real PostgreSQL.
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addAsset } from "../../src/catalog/assets.ts";
import type { Database, Network } from "../../src/database/database.ts";
import type { Order } from "../../src/engine/order.ts";
import type { Refund } from "../../src/engine/refund.ts";
import { monthAfter } from "../../src/engine/window.ts";
import { EVENT_KINDS } from "../../src/events/event.ts";
import { Feed } from "../../src/events/feed.ts";
import { closeMonth, reopenMonth } from "../../src/finance/close-month.ts";
import { requestPayout } from "../../src/finance/payout-request.ts";
import {
  approvePayout,
  cancelPayout,
  confirmPayout,
  failPayout,
} from "../../src/finance/payout-step.ts";
import { Refusal } from "../../src/kernel/errors.ts";
import { move, setStatus } from "../../src/network/move.ts";
import { closeProgramme } from "../../src/settlement/close-programme.ts";
import { closeWindow } from "../../src/settlement/close-window.ts";
import { parseRefund } from "../../src/settlement/intake.ts";
import { Lane } from "../../src/settlement/lane.ts";
import { release } from "../../src/settlement/release.ts";
import { type ManualTier, setTier } from "../../src/settlement/set-tier.ts";
import { verifyNetwork } from "../../src/settlement/verify.ts";
import { setWithheld } from "../../src/settlement/withhold.ts";
import { datesAmiss } from "../support/naive/accounting.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { replayedTraces, storedTraces } from "../support/replayed.ts";
import {
  AT,
  fillNetwork,
  LADDER,
  order,
  PLAN,
  PRODUCTS,
  publishProgramme,
} from "../support/sample.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

// Lines near enough that a handful of orders crosses some of them.
const ladder = {
  ...LADDER,
  downgrade: { policy: "TO_QUALIFIED", graceWindows: 0 },
  tiers: [
    { code: "AGENT" },
    { code: "GOLD", teamVolume: "60.00" },
    { code: "CORE", personalVolume: "150.00" },
  ],
};
const plan = {
  ...PLAN,
  release: { days: 3 },
  caps: { orderRate: "0.9" },
  rules: [
    ...PLAN.rules,
    { kind: "LEVEL", rates: ["0.2", "0.1"], compression: "SKIP", match: { product: "CARD-50" } },
    { kind: "PRICE_DIFFERENCE", prices: { AGENT: "60.00", GOLD: "55.00" }, maxLevels: 2 },
    { kind: "REFERRAL", rate: "0.05", firstSales: 3 },
    { kind: "CASHBACK", rate: "0.01" },
    { kind: "CASHBACK", rate: "0.1", basis: "GROSS", asset: "POINT" },
  ],
};
// Bands near enough that a few orders cross them; one is published, and replaced, in the stream.
const programme = {
  code: "monthly",
  supplier: "S001",
  effectiveFrom: "2026-01-01",
  period: "MONTH",
  method: "RETROACTIVE",
  bands: [
    { over: "50.00", rate: "0.03" },
    { over: "120.00", rate: "0.05" },
  ],
};
const alliance = {
  ...programme,
  code: "alliance",
  supplier: undefined,
  suppliers: ["S002", "S001"],
  period: "QUARTER",
  basis: "GROSS",
  method: "MARGINAL",
  threshold: "INCLUSIVE",
  payer: "SUPPLIER",
  committed: "900.00",
  shortfallRate: "0.01",
};
const LATER = [
  { ...programme, code: "late", bands: [{ over: "0", amount: "7.77" }] },
  { ...programme, code: "late", effectiveFrom: "2026-02-01", bands: [{ over: "9", rate: "0.07" }] },
];
const CLOSES = [
  ["monthly", "2026-01"],
  ["monthly", "2026-02"],
  ["late", "2026-01"],
  ["alliance", "2026-Q1"],
] as const;
const CODES = ["R", "S", "T", "U", "V", "W"];
// Some hold tiers for so long that the first close of a month may take them.
const tree = CODES.map((code, index) => ({
  code,
  parent: index === 0 ? "" : CODES[(index - 1) >> 1]!,
  tier: ["CORE", "GOLD", "", "CORE", "GOLD", ""][index]!,
  joined_at: "2025-12-31T00:00:00+08:00",
}));

type Input =
  | { readonly order: Order | Refund }
  | { readonly release: number }
  | { readonly window: true }
  | { readonly tier: ManualTier }
  | { readonly move: readonly [string, string] }
  | { readonly status: readonly [string, string] }
  | { readonly withhold: readonly [string, boolean] }
  | { readonly payout: PayoutMove }
  | { readonly publish: object }
  | { readonly close: readonly [string, string] }
  | { readonly books: "close" | "reopen" };

/** A payout is asked for, or one that was goes on; what may not be is refused. */
type PayoutMove =
  | { readonly ask: string; readonly cents: number }
  | { readonly nth: number; readonly to: "APPROVED" | "CONFIRMED" | "FAILED" | "CANCELLED" };

const code = fc.constantFrom(...CODES);
const anOrder = fc
  .record({
    seller: fc.oneof(
      { weight: 20, arbitrary: code },
      { weight: 1, arbitrary: fc.constant("nobody") },
    ),
    product: fc.constantFrom("QB-10", "CARD-50"),
    quantity: fc.integer({ min: 1, max: 9 }).map(String),
    buyer: fc.constantFrom("", "B1", "B2"),
    cents: fc.integer({ min: 900, max: 9_000 }),
    day: fc.integer({ min: 1, max: 59 }),
  })
  .map(({ cents, day, ...text }) => ({
    ...text,
    unitPrice: (cents / 100).toFixed(2),
    occurredAt: new Date(Date.UTC(2026, 0, day, 3)).toISOString(),
  }));
const aRefund = fc.record({
  orderRef: fc.nat(40).map((n) => `r${n}`),
  quantity: fc.integer({ min: 1, max: 5 }).map(String),
  occurredAt: fc.constant("2026-02-20T00:00:00Z"),
});
const aTier = fc.record({
  code,
  tier: fc.constantFrom("AGENT", "GOLD", "CORE"),
  until: fc.constantFrom("2026-02-01", "2026-03-15"),
  reason: fc.constantFrom("contract", "promotion"),
});
const aPayout: fc.Arbitrary<PayoutMove> = fc.oneof(
  fc.record({ ask: code, cents: fc.integer({ min: 1, max: 900 }) }),
  fc.record({
    nth: fc.nat(3),
    to: fc.constantFrom("APPROVED", "APPROVED", "CONFIRMED", "FAILED", "CANCELLED"),
  }),
);
const stream = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: anOrder.map((text) => ({ text })) },
      { weight: 4, arbitrary: aRefund.map((back) => ({ back })) },
      {
        weight: 1,
        arbitrary: fc
          .integer({ min: 1, max: 70 })
          .map((day) => ({ release: Date.UTC(2026, 0, day) })),
      },
      { weight: 3, arbitrary: fc.constant({ window: true } as const) },
      { weight: 1, arbitrary: aTier.map((tier) => ({ tier })) },
      { weight: 1, arbitrary: fc.tuple(code, code).map((pair) => ({ move: pair })) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(code, fc.constantFrom("ACTIVE", "SUSPENDED"))
          .map((pair) => ({ status: pair })),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(code, fc.boolean()).map((pair) => ({ withhold: pair })),
      },
      { weight: 4, arbitrary: aPayout.map((payout) => ({ payout })) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...LATER).map((document) => ({ publish: document })),
      },
      { weight: 1, arbitrary: fc.constantFrom(...CLOSES).map((pair) => ({ close: pair })) },
      {
        weight: 2,
        arbitrary: fc.constantFrom("close", "close", "reopen").map((books) => ({ books })),
      },
    ),
    { minLength: 1, maxLength: 60 },
  )
  // A few refs come twice, so that repetitions and conflicts are part of the stream.
  .chain((inputs) =>
    fc.tuple(fc.constant(inputs), fc.array(fc.nat(40), { minLength: 60, maxLength: 60 })),
  )
  .map(([inputs, refs]): Input[] =>
    inputs.map((input, index) => {
      const ref = `r${refs[index]}`;
      if ("text" in input) return { order: order(ref, input.text) };
      return "back" in input ? { order: parseRefund({ ref, ...input.back }) } : input;
    }),
  );

/** After every period of the stream. */
const CLOSED_AT = Date.parse("2026-06-01T00:00:00Z");

/** What is refused is part of the stream, and leaves nothing behind. */
async function ignoring(work: Promise<unknown>): Promise<void> {
  await work.catch((refusal: unknown) => {
    if (!(refusal instanceof Refusal)) throw refusal;
  });
}
/** After every month that a stream could close. */
const LATE = Date.parse("2032-01-01T00:00:00Z");

/** Runs a stream, its orders in batches of the sizes given in turn. Returns what each order came to. */
async function run(
  network: Network,
  inputs: readonly Input[],
  sizes: readonly number[],
): Promise<string[]> {
  const lanes = [new Lane(network), new Lane(network)];
  const outcomes: string[] = [];
  let batch: (Order | Refund)[] = [];
  let cut = 0;
  let closed = 0;
  let books = 0;
  let payouts = 0;
  const flush = async () => {
    const lane = lanes[cut % lanes.length]!;
    cut += 1;
    for (const outcome of await lane.submit(batch)) {
      const { ref, status } = outcome;
      outcomes.push(
        `${ref} ${status} ${outcome.status === "REFUSED" ? outcome.refusal.code : outcome.seq}`,
      );
    }
    batch = [];
  };
  for (const input of inputs) {
    if ("order" in input) {
      batch.push(input.order);
      if (batch.length >= sizes[cut % sizes.length]!) await flush();
      continue;
    }
    if (batch.length > 0) await flush();
    if ("release" in input) await release(network, input.release);
    else if ("window" in input) {
      const month = monthAfter("2026-01-01", closed).slice(0, 7);
      await closeWindow(network, month, LATE);
      closed += 1;
    } else if ("tier" in input) await setTier(network, input.tier, AT);
    else if ("move" in input) await ignoring(move(network, ...input.move, AT));
    else if ("status" in input) await setStatus(network, ...input.status, AT);
    else if ("withhold" in input) {
      const [code, withheld] = input.withhold;
      await setWithheld(network, { code, withheld, reason: "KYC" }, AT);
    } else if ("payout" in input) payouts += await runPayout(network, input.payout, payouts);
    else if ("publish" in input) await ignoring(publishProgramme(network, input.publish));
    else if ("books" in input) books = await runBooks(network, input.books, books);
    else await ignoring(closeProgramme(network, ...input.close, CLOSED_AT));
  }
  if (batch.length > 0) await flush();
  return outcomes;
}

/** Asks for a payout, or takes one of the last ones on. Returns how many were asked for. */
async function runPayout(network: Network, move: PayoutMove, before: number): Promise<number> {
  if ("ask" in move) {
    const [distributor, amount] = [move.ask, (move.cents / 100).toFixed(2)];
    const text = { idempotencyKey: `p${before}`, distributor, amount };
    await ignoring(requestPayout(network, text, AT));
    return 1;
  }
  const ref = `p${before - 1 - move.nth}`;
  if (move.to === "APPROVED") await ignoring(approvePayout(network, ref, AT));
  if (move.to === "CONFIRMED") await ignoring(confirmPayout(network, ref, "bank", AT));
  if (move.to === "FAILED") await ignoring(failPayout(network, ref, "account closed", AT));
  if (move.to === "CANCELLED") await ignoring(cancelPayout(network, ref, AT));
  return 0;
}

/** Closes the month after those that are, or opens the last of them again. Returns how many are. */
async function runBooks(
  network: Network,
  what: "close" | "reopen",
  closed: number,
): Promise<number> {
  if (what === "reopen") {
    if (closed === 0) return 0;
    await reopenMonth(network, monthAfter("2026-01-01", closed - 1).slice(0, 7), "late", LATE);
    return closed - 1;
  }
  const month = monthAfter("2026-01-01", closed);
  await release(network, Date.parse(`${monthAfter(month, 1)}T00:00:00+08:00`) - 1);
  await closeMonth(network, month.slice(0, 7), LATE);
  return closed + 1;
}

/** Everything that a stream left behind but for recordedAt and the seals. */
async function traces(network: Network): Promise<unknown> {
  const events = await new Feed(network).read({ kinds: EVENT_KINDS, scope: { all: true } }, 10_000);
  return network.read(async (tx) => {
    const rows = async (query: string) => (await sql.raw(query).execute(tx.db)).rows;
    return {
      events: events.map(({ recordedAt: _, ...event }) => event),
      transactions: await rows(
        "select seq, kind, ref, occurred_at, accounting_date, cause, hash from ledger_transaction order by seq",
      ),
      postings: await rows("select * from posting order by seq, line"),
      settlements: await rows("select * from settlement order by seq"),
      tiers: await rows(
        "select code, tier, joined_tier, status, is_withheld, path from distributor order by id",
      ),
      changes: await rows("select * from tier_change order by seq, line"),
      withholdings: await rows("select * from withholding order by seq"),
      payouts: await rows("select * from payout order by seq"),
      steps: await rows("select * from payout_step order by seq, line"),
      floors: await rows("select * from manual_tier order by seq"),
      windows: await rows("select * from window_close order by seq"),
      pending: await rows("select * from pending order by due_at, distributor_id"),
      releases: await rows("select * from release order by seq"),
      refunds: await rows("select * from refund order by seq"),
      volumes: await rows("select * from volume order by distributor_id, month"),
      programmes: await rows("select * from programme order by id"),
      turnover: await rows("select * from supplier_volume order by supplier_id, month"),
      accruals: await rows("select * from accrual order by seq, line"),
      closes: await rows("select * from programme_close order by seq"),
      days: await rows("select * from day_total order by account_id, day"),
      months: await rows("select * from month_total order by account_id, month"),
      periods: await rows("select * from period_close order by seq"),
      totals: await rows("select * from period_total order by seq, account_id"),
      reopenings: await rows("select * from period_reopen order by seq"),
    };
  });
}

async function fresh(): Promise<Network> {
  const network = await createTestNetwork(database);
  await addAsset(network, { code: "POINT", scale: 0 }, AT);
  const acknowledge = "a rule of every kind, one of them without a bound";
  await fillNetwork(network, {
    ...{ ladder, plan, acknowledge },
    ...{ distributors: tree, products: PRODUCTS },
  });
  for (const one of [programme, alliance]) await publishProgramme(network, one);
  return network;
}

/** Days on which balances are compared with sums. */
const DAYS = ["2026-01-07", "2026-01-31", "2026-02-01", "2026-02-20", "2026-03-01", "2032-01-01"];

const RUNS = { numRuns: 25, verbose: 1 } as const;

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
});

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
