// docs/rules.md §5: What accrues: volumes by basis and period, the balance at every moment, closes
// and what comes after them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openingAccruals } from "../../src/commission/engine/accrual.ts";
import { bonus, type Programme } from "../../src/commission/engine/programme.ts";
import { allocate } from "../../src/kernel/allocate.ts";
import { PERIODS, type PeriodKind, periodOf } from "../../src/kernel/period.ts";
import { BookedWorld } from "../support/booked-world.ts";

/** 10 % of the whole cost in a month. */
const TEN = {
  code: "ten",
  supplier: "S001",
  effectiveFrom: "2026-01-01",
  period: "MONTH",
  method: "RETROACTIVE",
  bands: [{ over: "0", rate: "0.10" }],
};
const ALLIANCE = { ...TEN, supplier: undefined, suppliers: ["S002", "S001"] };

/** A network whose plan pays nobody, with QB-10 of S001 and CARD, of S002 mostly. */
function market(programme: object, supplierOfCard = "S002"): BookedWorld {
  const products = [{}, { code: "CARD", supplier: supplierOfCard }];
  const plans = [{ rules: [] }];
  return new BookedWorld({ plans, members: [["E", null]], products, programmes: [programme] });
}

/** Sells one unit at 1,000.00 of a cost. */
function sell(world: BookedWorld, ref: string, cost: string, day = "2026-01-15", card = false) {
  const text = { unitPrice: "1000.00", supplyPrice: cost, occurredAt: `${day}T12:00:00+08:00` };
  return world.sell(ref, { ...text, ...(card ? { product: "CARD" } : {}) });
}

describe("§5 The volume V is the sum of the basis, by occurredAt, in a MONTH, QUARTER or YEAR", () => {
  const days = ["2026-01-31", "2026-02-01", "2026-04-01", "2026-12-31", "2027-01-01"];
  const costs = ["10.00", "20.00", "40.00", "80.00", "160.00"];
  it.each<[basis: string, period: PeriodKind, volumes: bigint[]]>([
    ["COST", "MONTH", [1_000n, 2_000n, 4_000n, 8_000n, 16_000n]],
    ["COST", "QUARTER", [1_000n, 3_000n, 4_000n, 8_000n, 16_000n]],
    ["COST", "YEAR", [1_000n, 3_000n, 7_000n, 15_000n, 16_000n]],
    ["GROSS", "QUARTER", [100_000n, 200_000n, 100_000n, 100_000n, 100_000n]],
  ])("%s in a %s: %s", (basis, period, volumes) => {
    const world = market({ ...TEN, basis, period });
    const accrued = days.map((day, index) => sell(world, `o${index}`, costs[index]!, day).accruals);
    expect(accrued.map(([one]) => one!.volumeMinor)).toEqual(volumes);
    expect(accrued.map(([one]) => one!.period)).toEqual(days.map((day) => periodOf(period, day)));
  });

  it("less refunds, in the period of the order", () => {
    const world = market(TEN);
    sell(world, "o", "30.00");
    sell(world, "p", "5.00");
    expect(world.giveBack("o", 1).accruals).toMatchObject([
      { period: "2026-01-01", volumeMinor: 500n, amountMinor: -300n, accruedMinor: 50n },
    ]);
  });
});

describe("§5 published in the middle of a period, it posts B of the volume so far", () => {
  const version = (effectiveFrom: string, rate: string, effectiveTo: string | null = null) => {
    const bands = [{ over: "0", rate }];
    return market({ ...TEN, effectiveFrom, effectiveTo, bands }).programmes.all[0]!;
  };
  it.each([
    ["all of it, where none was in force", [], 300n],
    ["after one that has ended too", [version("2026-01-01", "0.10", "2026-02-28")], 300n],
    [
      "less what the version in force before it has accrued",
      [version("2026-01-01", "0.10"), version("2026-02-01", "0.20")],
      100n,
    ],
  ])("%s", (_, earlier, amountMinor) => {
    const world = market(TEN);
    sell(world, "o", "10.00", "2026-03-15");
    const opening = openingAccruals(version("2026-03-01", "0.30"), earlier, [
      world.supplier("S001"),
    ]);
    expect(opening).toMatchObject([{ period: "2026-03-01", amountMinor, accruedMinor: 300n }]);
  });
});

describe("§5 a refund posts the (negative) difference, with what the threshold had brought", () => {
  it.each([
    ["RETROACTIVE", -1_200n, -900n],
    ["MARGINAL", -200n, 0n],
  ])("%s", (method, amountMinor, trueUpMinor) => {
    const world = market({ ...TEN, method, bands: [{ over: "100.00", rate: "0.10" }] });
    sell(world, "o", "90.00");
    sell(world, "p", "30.00");
    expect(world.giveBack("p", 1).accruals).toMatchObject([{ amountMinor, trueUpMinor }]);
  });
});

describe("§5 An alliance", () => {
  it("After each order every member, in the document's order, is posted the difference of its part", () => {
    const world = market({ ...ALLIANCE, bands: [{ over: "100.00", rate: "0.10" }] });
    expect(sell(world, "o", "80.00").accruals).toEqual([]);
    const crossing = sell(world, "p", "40.00", "2026-01-15", true);
    expect(crossing.accruals.map((one) => [one.supplier.code, one.amountMinor])).toEqual([
      ["S002", 400n],
      ["S001", 800n],
    ]);
    const back = world.giveBack("o", 1);
    expect(back.accruals.map((one) => [one.supplier.code, one.amountMinor])).toEqual([
      ["S002", -400n],
      ["S001", -800n],
    ]);
  });

  it("a negative volume counts as zero in the sharing, and as what it is in V", () => {
    // Refunds take no more than their orders brought: no stream gets there, and the rule stands.
    const world = market(ALLIANCE);
    world.supplier("S002").turnover.set("2026-01-01", { grossMinor: 0n, costMinor: -5_000n });
    const { accruals } = sell(world, "o", "80.00");
    expect(accruals.map((one) => [one.supplier.code, one.accruedMinor, one.volumeMinor])).toEqual([
      ["S001", 300n, 3_000n],
    ]);
  });
});

describe("§5 Until its period is closed, the accrued balance is B(V) at every moment", () => {
  const amount = fc.integer({ min: 1, max: 20_000 });
  const text = (cents: number) => (cents / 100).toFixed(2);
  const bands = fc
    .uniqueArray(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 4 })
    .chain((overs) =>
      fc.tuple(
        ...overs
          .sort((a, b) => a - b)
          .map((over) =>
            fc.oneof(
              fc.nat(300_000).map((micro) => ({
                over: text(over),
                rate: (micro / 1e6).toFixed(6),
              })),
              amount.map((cents) => ({ over: text(over), amount: text(cents) })),
            ),
          ),
      ),
    );
  const programme = fc.record({
    method: fc.constantFrom("MARGINAL", "RETROACTIVE"),
    threshold: fc.constantFrom("EXCLUSIVE", "INCLUSIVE"),
    payer: fc.constantFrom("PLATFORM", "SUPPLIER"),
    period: fc.constantFrom(...PERIODS),
    basis: fc.constantFrom("COST", "GROSS"),
    bands,
  });
  const input = fc.record({
    day: fc.constantFrom("2026-01-31", "2026-02-01", "2026-03-31", "2026-04-01"),
    cents: amount,
    card: fc.boolean(),
    refunds: fc.option(fc.nat(20), { nil: undefined }),
  });

  interface Sale {
    readonly supplier: string;
    readonly period: string;
    readonly volume: bigint;
  }

  /** The members' parts of the bonuses of all periods, straight from what is sold. */
  function partsOf(programme: Programme, sold: readonly Sale[]): bigint[] {
    const sum = (sales: readonly Sale[]) => sales.reduce((all, { volume }) => all + volume, 0n);
    const periods = [...Map.groupBy(sold, ({ period }) => period).values()].map((sales) => {
      const volumes = programme.suppliers.map((code) =>
        sum(sales.filter(({ supplier }) => supplier === code)),
      );
      return allocate(bonus(programme, sum(sales)), volumes);
    });
    return programme.suppliers.map((_, place) =>
      periods.reduce((all, parts) => all + parts[place]!, 0n),
    );
  }

  it.each([
    ["one supplier", TEN, ["S001", "S001"]],
    ["an alliance, each member its part", ALLIANCE, ["S001", "S002"]],
  ])("of %s", (_, document, [qb, card]) => {
    const inputs = fc.array(input, { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(programme, inputs, (fields, steps) => {
        const world = market({ ...document, ...fields }, card);
        const compiled = world.programmes.all[0]!;
        const [side, sign] =
          fields.payer === "PLATFORM" ? ["liabilities", -1n] : (["assets", 1n] as const);
        const sold = new Map<string, Sale>();
        for (const [index, { day, cents, card: isCard, refunds }] of steps.entries()) {
          const returned = [...sold.keys()][refunds ?? Number.POSITIVE_INFINITY];
          if (returned === undefined) {
            sell(world, `o${index}`, text(cents), day, isCard);
            const volume = fields.basis === "GROSS" ? 100_000n : BigInt(cents);
            const period = periodOf(fields.period, day);
            sold.set(`o${index}`, { supplier: (isCard ? card : qb)!, period, volume });
          } else {
            world.giveBack(returned, 1);
            sold.delete(returned);
          }
          const accrued = compiled.suppliers.map((code) =>
            world.balance(`${side}:rebate:ten:${code}`),
          );
          expect(accrued.map((balance) => sign * balance)).toEqual(
            partsOf(compiled, [...sold.values()]),
          );
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("§5 programmeClose moves what has accrued, debts first", () => {
  const payable = "liabilities:supplier:S001";
  const receivable = "assets:receivable:supplier:S001";
  const both = (world: BookedWorld) => [world.balance(payable), world.balance(receivable)];
  const open = (payer: string) => {
    const world = market({ ...TEN, payer });
    sell(world, "o", "300.00");
    return world;
  };

  // 300.00 sold, 30.00 of bonus; what is on the payable may have been paid out before.
  it.each<[payer: string, paidOut: bigint, closed: bigint[], back: bigint[]]>([
    ["PLATFORM", 0n, [-33_000n, 0n], [0n, 0n]],
    ["PLATFORM", 30_000n, [-3_000n, 0n], [0n, 30_000n]],
    ["SUPPLIER", 0n, [-30_000n, 3_000n], [0n, 0n]],
    ["SUPPLIER", 30_000n, [0n, 3_000n], [0n, 30_000n]],
  ])("payer %s, %i paid out: %s, and all of it refunded then %s", (payer, paid, closed, back) => {
    const world = open(payer);
    world.put(payable, paid);
    world.closePeriod("ten", "2026-01-01");
    expect(both(world)).toEqual(closed);
    expect(Object.keys(world.accounts).filter((name) => name.includes("rebate:ten"))).toEqual([]);
    world.giveBack("o", 1);
    expect(both(world)).toEqual(back);
    expect(world.balance("expenses:rebate") + world.balance("income:rebate")).toBe(0n);
  });

  it("payer SUPPLIER: what it is given back is owed to it, where it owes nothing", () => {
    const world = open("SUPPLIER");
    world.closePeriod("ten", "2026-01-01");
    // Pays the debt of 30.00, so that 370.00 are payable.
    sell(world, "p", "100.00", "2026-02-01");
    world.giveBack("o", 1);
    expect(both(world)).toEqual([-10_000n, 0n]);
  });

  it("into a debt of its own: payer PLATFORM pays that first", () => {
    const world = open("PLATFORM");
    world.put(payable, 30_000n);
    sell(world, "p", "10.00");
    world.put(payable, 1_000n);
    world.giveBack("p", 1);
    expect(both(world)).toEqual([0n, 1_000n]);
    world.closePeriod("ten", "2026-01-01");
    expect(both(world)).toEqual([-2_000n, 0n]);
  });
});

describe("§5 A commitment: at close with V below committed, the committing side owes (committed − V) × shortfallRate, rounded DOWN, beside B(V)", () => {
  const fields = { committed: "100.00", shortfallRate: "0.333333" };
  it.each<[by: string, sold: string, owes: bigint]>([
    ["PLATFORM", "99.96", 1n],
    ["PLATFORM", "99.99", 0n],
    ["PLATFORM", "100.00", 0n],
    ["PLATFORM", "250.00", 0n],
    ["SUPPLIER", "40.00", 1_999n],
  ])("committedBy %s, %s sold: %i", (committedBy, sold, owes) => {
    const world = market({ ...TEN, ...fields, committedBy });
    sell(world, "o", sold);
    const bonusMinor = -world.balance("liabilities:rebate:ten:S001");
    world.closePeriod("ten", "2026-01-01");
    const byUs = committedBy === "PLATFORM";
    expect(world.balance("expenses:rebate")).toBe(bonusMinor + (byUs ? owes : 0n));
    expect(world.balance("income:rebate")).toBe(byUs ? 0n : -owes);
    expect(world.balance("assets:receivable:supplier:S001")).toBe(byUs ? 0n : owes);
  });

  it("of an alliance by the members' volumes", () => {
    const world = market({ ...ALLIANCE, ...fields, shortfallRate: "0.10" });
    sell(world, "o", "60.00");
    sell(world, "p", "20.00", "2026-01-15", true);
    world.closePeriod("ten", "2026-01-01");
    // 20.00 are missing and 2.00 owed, beside 8.00 of bonus: three quarters are of S001.
    expect(world.balance("liabilities:supplier:S001")).toBe(-6_000n - 600n - 150n);
    expect(world.balance("liabilities:supplier:S002")).toBe(-2_000n - 200n - 50n);
  });
});
