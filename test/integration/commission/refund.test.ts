// §6 Refunds and §3 release, through the real lane: who gives back, from where, and what becomes a debt.
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { addAsset } from "../../../src/catalog/store/assets.ts";
import type { Refund } from "../../../src/commission/engine/refund.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { publishPlan } from "../../../src/commission/plans/store/published.ts";
import { release } from "../../../src/commission/release/release.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import { commit } from "../../../src/ledger/post.ts";
import { move, setStatus } from "../../../src/network/store/move.ts";
import { Feed } from "../../../src/platform/feed/feed.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../../support/sample.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const RULES = [
  { kind: "SELLER", rate: "0.30" },
  { kind: "LEVEL", rates: ["0.10", "0.05"] },
  { kind: "CASHBACK", rate: "0.01", basis: "GROSS" },
];

const HELD = { release: { days: 3 }, rules: [{ kind: "SELLER", rate: "0.30" }] };

async function setUp(plan: object = {}): Promise<{ network: Network; lane: Lane }> {
  const network = await createTestNetwork(database);
  await addAsset(network, { code: "POINT", scale: 0 }, AT);
  await fillNetwork(network, { plan: { ...PLAN, rules: RULES, ...plan } });
  return { network, lane: new Lane(network) };
}

function giveBack(
  ref: string,
  orderRef: string,
  quantity: number,
  occurredAt = "2026-01-20T12:00:00+08:00",
): Refund {
  return parseRefund({ ref, orderRef, occurredAt, quantity: String(quantity) });
}

async function balances(network: Network): Promise<Record<string, bigint>> {
  const all = await network.read((tx) => allBalances(tx));
  return Object.fromEntries(
    all.map((one) => [
      `${one.account}${one.asset === "CNY" ? "" : ` ${one.asset}`}`,
      one.balanceMinor,
    ]),
  );
}

// Stands for deposits (below 0) and payouts: moves an amount between custody and an account.
async function put(network: Network, account: string, amountMinor: bigint): Promise<void> {
  await commit(network, async (book, tx) => {
    await book.load(tx, "CNY", [account, "assets:custody"]);
    const legs = [
      { account, asset: "CNY", amountMinor },
      { account: "assets:custody", asset: "CNY", amountMinor: -amountMinor },
    ];
    book.append({ kind: "MOVE", ref: null, occurredAt: AT, cause: "{}", legs });
  });
}

async function rows<T>(network: Network, query: string): Promise<T[]> {
  return network.read(async (tx) => (await sql.raw<T>(query).execute(tx.db)).rows);
}

async function assertSound(network: Network): Promise<void> {
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
}

describe("§6 a refund", () => {
  it("takes back from everyone in proportion, rounded down, and exactly all of it at the end", async () => {
    const { network, lane } = await setUp();
    // margin 4.50 of 3: SELLER 1.35, LEVEL 0.45 and 0.22, cashback 0.30, platform 2.18
    await lane.submit([order("o", { quantity: "3", buyer: "B1" })]);
    await lane.submit([giveBack("r1", "o", 1)]);
    expect(await balances(network)).toEqual({
      "assets:custody": 2_000n,
      "liabilities:supplier:S001": -1_700n,
      "liabilities:distributor:E:available": -90n,
      "liabilities:distributor:D:available": -30n,
      "liabilities:distributor:C:available": -15n,
      "liabilities:buyer:B1": -20n,
      "revenue:platform": -145n,
    });
    await lane.submit([giveBack("r2", "o", 2)]);
    expect(await balances(network)).toEqual({});
    await assertSound(network);
  });

  // Published for ADempiere: 1,000 of quantity 5 at 4 % of GROSS, one refunded: 32 net, not 48.
  it("of one in five leaves 32 of a commission of 40", async () => {
    const { network, lane } = await setUp({
      rules: [{ kind: "SELLER", rate: "0.04", basis: "GROSS" }],
    });
    await lane.submit([order("o", { quantity: "5", unitPrice: "200.00" }), giveBack("r", "o", 1)]);
    expect((await balances(network))["liabilities:distributor:E:available"]).toBe(-3_200n);
  });

  it("goes by the original settlement: whatever the tree, statuses and plans are now", async () => {
    const { network, lane } = await setUp();
    await lane.submit([order("o", { quantity: "2" })]);
    await move(network, "E", "A", AT);
    await setStatus(network, "D", "CLOSED", AT);
    await publishPlan(
      network,
      { ...PLAN, name: "other", effectiveFrom: "2026-01-18T00:00:00+08:00", rules: [] },
      AT,
    );
    await lane.submit([giveBack("r", "o", 2)]);
    expect(await balances(network)).toEqual({});
    expect(await rows(network, "select sum(personal) as p, sum(team) as t from volume")).toEqual([
      { p: "0", t: "0" },
    ]);
    await assertSound(network);
  });

  it("puts a DEPOSIT back onto the seller's deposit", async () => {
    const { network, lane } = await setUp();
    const deposit = "liabilities:distributor:E:deposit";
    await put(network, deposit, -2_000n);
    await lane.submit([order("o", { quantity: "2", payment: "DEPOSIT" })]);
    expect((await balances(network))[deposit]).toBeUndefined();
    await lane.submit([giveBack("r", "o", 1)]);
    expect((await balances(network))[deposit]).toBe(-1_000n);
    await lane.submit([giveBack("s", "o", 1)]);
    expect(await balances(network)).toEqual({ [deposit]: -2_000n, "assets:custody": 2_000n });
    await assertSound(network);
  });

  it("does not un-count the order that §3 REFERRAL counted", async () => {
    const { network, lane } = await setUp({
      rules: [{ kind: "REFERRAL", rate: "0.10", firstSales: 1 }],
    });
    await lane.submit([order("o"), giveBack("r", "o", 1)]);
    await new Lane(network).submit([order("p")]);
    expect(await balances(network)).not.toHaveProperty("liabilities:distributor:D:available");
    await assertSound(network);
  });

  it.each([
    ["of an order that is not there", giveBack("r", "nothing", 1), "UNKNOWN_ORDER"],
    ["of more than was sold", giveBack("r", "o", 4), "EXCEEDS_ORDER"],
  ])("%s is refused, and nothing has changed", async (_, refund, code) => {
    const { network, lane } = await setUp();
    await lane.submit([order("o", { quantity: "3" })]);
    const before = await verifyNetwork(network);
    expect(await lane.submit([refund])).toMatchObject([{ status: "REFUSED", refusal: { code } }]);
    expect(await verifyNetwork(network)).toEqual(before);
  });

  it("twice with one key changes nothing; with another quantity it is a CONFLICT; ten at once share what is left", async () => {
    const { network, lane } = await setUp();
    await lane.submit([order("o", { quantity: "3" })]);
    const refund = giveBack("r", "o", 1);
    const outcomes = await lane.submit([refund, refund, giveBack("r", "o", 2)]);
    expect(
      outcomes.map((one) => (one.status === "REFUSED" ? one.refusal.code : one.status)),
    ).toEqual(["SETTLED", "REPEATED", "CONFLICT"]);
    const lanes = Array.from({ length: 10 }, () => new Lane(network));
    const many = await Promise.all(lanes.map((one, n) => one.submit([giveBack(`m${n}`, "o", 1)])));
    expect(many.flat().filter(({ status }) => status === "SETTLED")).toHaveLength(2);
    await assertSound(network);
  });

  it("has its own ref, which an order may have too", async () => {
    const { network, lane } = await setUp();
    expect(await lane.submit([order("x"), giveBack("x", "x", 1)])).toMatchObject([
      { status: "SETTLED" },
      { status: "SETTLED" },
    ]);
    expect(await balances(network)).toEqual({});
  });
});

describe("§6 what is not there any more becomes a debt", () => {
  const AVAILABLE = "liabilities:distributor:E:available";

  // Published by Payment Shield: owes 10 (clawed back), then earns 20: 10 available, nothing owed.
  it("and later earnings pay it first", async () => {
    const { network, lane } = await setUp({
      rules: [{ kind: "SELLER", rate: "0.10", basis: "GROSS" }],
    });
    await lane.submit([order("o", { unitPrice: "100.00" })]);
    await put(network, AVAILABLE, 1_000n);
    await lane.submit([giveBack("r", "o", 1)]);
    expect(await balances(network)).toMatchObject({ "assets:receivable:distributor:E": 1_000n });
    await assertSound(network);
    await lane.submit([order("p", { unitPrice: "200.00" })]);
    const now = await balances(network);
    expect(now["assets:receivable:distributor:E"]).toBeUndefined();
    expect(now["liabilities:distributor:E:available"]).toBe(-1_000n);
    await assertSound(network);
  });

  it("and so does what is released", async () => {
    const { network, lane } = await setUp({ ...HELD, release: { days: 1 } });
    await lane.submit([order("o", { quantity: "2" })]);
    const [soon, later] = ["2026-01-16T00:00:00+08:00", "2026-01-20T00:00:00+08:00"];
    await release(network, Date.parse(soon));
    await put(network, AVAILABLE, 90n);
    await lane.submit([giveBack("r", "o", 2), order("p", { occurredAt: later, quantity: "3" })]);
    const debt = "assets:receivable:distributor:E";
    expect((await balances(network))[debt]).toBe(90n);
    expect(await release(network, Date.parse("2026-01-21T00:00:00+08:00"))).toBe(1);
    const now = await balances(network);
    expect([now[debt], now[AVAILABLE]]).toEqual([undefined, -45n]);
    await assertSound(network);
  });

  it("a buyer's cashback that is gone is the platform's", async () => {
    const { network, lane } = await setUp({
      rules: [
        { kind: "CASHBACK", rate: "0.10" },
        { kind: "CASHBACK", rate: "1", asset: "POINT", match: { product: "CARD-50" } },
      ],
    });
    await lane.submit([
      order("o", { buyer: "B1", unitPrice: "18.50" }),
      order("q", { buyer: "B1", product: "CARD-50", unitPrice: "52.50" }),
    ]);
    expect(await balances(network)).toMatchObject({
      "liabilities:buyer:B1": -100n,
      "liabilities:buyer:B1 POINT": -10n,
    });
    await put(network, "liabilities:buyer:B1", 70n);
    await lane.submit([giveBack("r", "o", 1), giveBack("s", "q", 1)]);
    expect(await balances(network)).toEqual({ "assets:custody": -70n, "expenses:cashback": 70n });
    await assertSound(network);
  });
});

describe("§3 release", () => {
  it("T+3: pending until 00:00 of the third day after the order's local date, then available, once", async () => {
    const { network, lane } = await setUp(HELD);
    await lane.submit([
      order("o", { occurredAt: "2026-01-15T23:59:59+08:00" }),
      order("p", { occurredAt: "2026-01-16T00:00:00+08:00" }),
    ]);
    expect(await balances(network)).toMatchObject({ "liabilities:distributor:E:pending": -90n });
    const due = Date.parse("2026-01-18T00:00:00+08:00");
    expect(await release(network, due - 1)).toBe(0);
    expect(await Promise.all([release(network, due), release(network, due)])).toContain(1);
    expect(await balances(network)).toMatchObject({
      "liabilities:distributor:E:pending": -45n,
      "liabilities:distributor:E:available": -45n,
    });
    expect(
      await rows(
        network,
        "select occurred_at::text from ledger_transaction where kind = 'RELEASE'",
      ),
    ).toEqual([{ occurred_at: "2026-01-17 16:00:00+00" }]);
    expect(await release(network, due + 86_400_000)).toBe(1);
    expect((await balances(network))["liabilities:distributor:E:pending"]).toBeUndefined();
    await assertSound(network);
  });

  it("is one transaction for each recipient and due moment, with that moment as its time", async () => {
    const rules = [...HELD.rules, { kind: "LEVEL", rates: ["0.10"] }];
    const { network, lane } = await setUp({ ...HELD, rules });
    const next = { occurredAt: "2026-01-16T12:00:00+08:00" };
    await lane.submit([order("o"), order("p"), order("q", next)]);
    expect(await release(network, Date.parse("2026-03-01T00:00:00Z"))).toBe(4);
    const released = await rows(
      network,
      `select t.occurred_at::text as at, a.name, p.amount from ledger_transaction t
         join posting p using (seq) join account a on a.id = p.account_id
        where t.kind = 'RELEASE' and p.amount < 0 order by t.seq`,
    );
    const of = (code: string) => `liabilities:distributor:${code}:available`;
    const [first, second] = ["2026-01-17 16:00:00+00", "2026-01-18 16:00:00+00"];
    expect(released).toEqual([
      { at: first, name: of("D"), amount: "-30" },
      { at: first, name: of("E"), amount: "-90" },
      { at: second, name: of("D"), amount: "-15" },
      { at: second, name: of("E"), amount: "-45" },
    ]);
  });

  it("a refund takes from pending before the release, and from available after it", async () => {
    const { network, lane } = await setUp(HELD);
    await lane.submit([order("o", { quantity: "2" })]);
    await lane.submit([giveBack("r1", "o", 1)]);
    expect(await balances(network)).toMatchObject({ "liabilities:distributor:E:pending": -45n });
    await release(network, Date.parse("2026-02-01T00:00:00Z"));
    // A late order of the same day is pending beside what was released before it.
    await lane.submit([order("late")]);
    await lane.submit([giveBack("r2", "o", 1)]);
    expect(await balances(network)).toMatchObject({ "liabilities:distributor:E:pending": -45n });
    expect((await balances(network))["liabilities:distributor:E:available"]).toBeUndefined();
    expect(await release(network, Date.parse("2026-02-01T00:00:00Z"))).toBe(1);
    await assertSound(network);
  });

  it("what is pending keeps its date when a plan of T+0 follows", async () => {
    const { network, lane } = await setUp(HELD);
    await publishPlan(
      network,
      {
        ...PLAN,
        ...HELD,
        release: { days: 0 },
        name: "now",
        effectiveFrom: "2026-01-16T00:00:00+08:00",
      },
      AT,
    );
    await lane.submit([order("o"), order("p", { occurredAt: "2026-01-16T12:00:00+08:00" })]);
    expect(await balances(network)).toMatchObject({
      "liabilities:distributor:E:pending": -45n,
      "liabilities:distributor:E:available": -45n,
    });
  });
});

describe("the feed", () => {
  it("tells of what is pending and of what is taken back, and not of a release", async () => {
    const { network, lane } = await setUp(HELD);
    await lane.submit([order("o", { quantity: "2" })]);
    await release(network, Date.parse("2026-02-01T00:00:00Z"));
    await lane.submit([giveBack("r", "o", 1)]);
    const events = await new Feed(network).read(
      { kinds: ["EARNING_POSTED"], scope: { distributorId: 5 } },
      10,
    );
    expect(events).toMatchObject([
      { ref: "o", amountMinor: 90n, balanceMinor: 0n },
      { ref: "r", amountMinor: -45n, balanceMinor: 45n },
    ]);
  });
});

describe("§6 properties", () => {
  const one = fc.record({
    seller: fc.constantFrom("E", "D", "A"),
    quantity: fc.integer({ min: 1, max: 7 }),
    cents: fc.integer({ min: 850, max: 3_000 }),
    fee: fc.integer({ min: 0, max: 3 }),
    steps: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 7 }),
  });

  it("a full refund in any steps restores every balance; fewer leave a sound book", async () => {
    const plans = fc.constantFrom(0, 3).map((days) => ({
      release: { days },
      rules: [...RULES, { kind: "CASHBACK", rate: "0.5", asset: "POINT" }],
    }));
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.array(one, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (plan, sales, whole) => {
          const { network, lane } = await setUp(plan);
          const orders = sales.map(({ seller, quantity, cents, fee }, n) =>
            order(`o${n}`, {
              seller,
              quantity: String(quantity),
              unitPrice: (cents / 100).toFixed(2),
              supplyPrice: "8.00",
              channelFee: (fee / 100).toFixed(2),
              buyer: `B${n % 2}`,
            }),
          );
          await lane.submit(orders);
          const refunds = sales.flatMap(({ quantity, steps }, n) => {
            let left = quantity;
            const parts = [...steps, ...(whole ? Array(7).fill(1) : [])].flatMap((step) => {
              const part = Math.min(step, left);
              left -= part;
              return part > 0 ? [part] : [];
            });
            return parts.map((part, k) => giveBack(`r${n}-${k}`, `o${n}`, part));
          });
          for (let from = 0; from < refunds.length; from += 3)
            await lane.submit(refunds.slice(from, from + 3));
          await assertSound(network);
          if (whole) expect(await balances(network)).toEqual({});
        },
      ),
      { numRuns: 20 },
    );
  }, 120_000);
});
