// Bonuses of volumes, by the rules and by what others published; allocation; accrual at each order.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Band, type BonusScale, bonus } from "../../src/commission/engine/programme.ts";
import { checkProgramme } from "../../src/commission/programmes/engine/programme-document.ts";
import { allocate } from "../../src/kernel/allocate.ts";
import {
  formatPeriod,
  monthsIn,
  nextPeriod,
  parsePeriod,
  periodOf,
} from "../../src/kernel/period.ts";
import { RATE_ONE } from "../../src/kernel/rate.ts";
import type { order } from "../support/sample.ts";
import { World } from "../support/world.ts";

/** `[from, rate]` with rates as fractions of 1, also above it; amounts in whole units of 100. */
function bands(...pairs: readonly (readonly [over: number, rate: number])[]): Band[] {
  return pairs.map(([over, rate]) => ({
    overMinor: BigInt(Math.round(over * 100)),
    rateMicro: BigInt(Math.round(rate * Number(RATE_ONE))),
  }));
}

const marginal = (all: Band[], threshold: BonusScale["threshold"] = "INCLUSIVE"): BonusScale => {
  return { method: "MARGINAL", threshold, bands: all };
};
const retroactive = (all: Band[], threshold: BonusScale["threshold"] = "INCLUSIVE"): BonusScale => {
  return { method: "RETROACTIVE", threshold, bands: all };
};

const SAP = bands([0, 0.1], [20_000, 0.11], [30_000, 0.12], [40_000, 0.13]);
const ORACLE = bands([0, 0.01], [1_000, 0.02], [3_000, 0.03], [8_000, 0.05]);
const SPIFF = bands([0, 0.04], [150_000, 0.06], [250_000, 0.08]);
const NETSUITE = bands([0, 0.05], [100, 0.1]);
const UNITS = bands([0, 0], [500, 2], [1_000, 3]);
const STRIPE = bands([0, 7], [6, 6.5], [11, 6]);
const ZUPLO = bands([0, 0.1], [1_000, 0.05], [10_000, 0.01]);
const EHOW = bands([0, 0.05], [2_000, 0.1], [5_000, 0.15]);
const OWN = bands([500_000, 0.03], [1_000_000, 0.05]);

// Where a publisher reads a case in another way than docs/rules.md §5 as well, only the reading
// that is ours stands here; rates above 1 are amounts for a unit, which the function takes and no
// document may have.
test.each<[publisher: string, scale: BonusScale, volume: string, expected: string]>([
  ["SAP ERP help, rebate scales: marginal", marginal(SAP), "35000", "3700"],
  ["SAP ERP help, rebate scales: retroactive", retroactive(SAP), "35000", "4200"],
  ["Oracle Incentive Compensation, step rates", marginal(ORACLE), "200", "2"],
  ["Oracle Incentive Compensation, step rates", marginal(ORACLE), "300", "3"],
  ["Oracle Incentive Compensation, step rates", marginal(ORACLE), "1500", "20"],
  ["Oracle Incentive Compensation, step rates", marginal(ORACLE), "1200", "14"],
  ["Oracle Incentive Compensation, step rates", marginal(ORACLE), "2000", "30"],
  ["Oracle Incentive Compensation, step rates", marginal(ORACLE), "4500", "95"],
  ["Oracle Incentive Compensation, step rates: pooled", marginal(ORACLE), "9700", "285"],
  ["NetSuite commission help", marginal(NETSUITE), "60", "3"],
  ["NetSuite commission help", marginal(NETSUITE), "200", "15"],
  ["a Dynamics 365 rebate walk-through: units", marginal(UNITS), "1200", "1600"],
  ["Stripe, volume pricing: units", retroactive(STRIPE), "1", "7"],
  ["Stripe, volume pricing: units", retroactive(STRIPE), "5", "35"],
  ["Stripe, volume pricing: units", retroactive(STRIPE), "6", "39"],
  ["Stripe, volume pricing: units", retroactive(STRIPE), "20", "120"],
  ["Stripe, volume pricing: units", retroactive(STRIPE), "25", "150"],
  ["Zuplo, pricing models: graduated", marginal(ZUPLO), "15000", "600"],
  ["Zuplo, pricing models: volume", retroactive(ZUPLO), "15000", "150"],
  ["eHow, cumulative commission", marginal(EHOW), "7000", "700"],
  ["the articles (超): marginal", marginal(OWN, "EXCLUSIVE"), "500000", "0"],
  ["the articles (超): marginal", marginal(OWN, "EXCLUSIVE"), "500000.01", "0.00"],
  ["the articles (超): marginal", marginal(OWN, "EXCLUSIVE"), "1200000", "25000"],
  ["the articles (超): retroactive", retroactive(OWN, "EXCLUSIVE"), "500000", "0"],
  ["the articles (超): retroactive", retroactive(OWN, "EXCLUSIVE"), "500000.01", "15000.00"],
  ["the articles (超): retroactive", retroactive(OWN, "EXCLUSIVE"), "1200000", "60000"],
])("§5 published by %s: a volume", (_publisher, scale, volume, expected) => {
  expect(bonus(scale, minor(volume))).toBe(minor(expected));
});

test("§5 published by Oracle Incentive Compensation: six volumes, each from zero, come to 164", () => {
  const volumes = ["200", "300", "1500", "1200", "2000", "4500"].map(minor);
  const sum = volumes.reduce((all, volume) => all + bonus(marginal(ORACLE), volume), 0n);
  expect(sum).toBe(minor("164"));
});

test("§5 published by Salesforce Spiff, marginal payout: a deal earns what it adds", () => {
  const scale = marginal(SPIFF);
  expect(bonus(scale, minor("165000")) - bonus(scale, minor("145000"))).toBe(minor("1100"));
});

function minor(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
}

const FIXED: Band[] = [
  { overMinor: 0n, rateMicro: 10_000n },
  { overMinor: 100_00n, amountMinor: 50_00n },
  { overMinor: 200_00n, rateMicro: 100_000n },
];
const GIFTS: Band[] = [
  { overMinor: 0n, amountMinor: 3_00n },
  { overMinor: 100_00n, amountMinor: 5_00n },
];

test.each<[rule: string, scale: BonusScale, volume: string, expected: string]>([
  ["for V ≤ 0 it is 0", marginal(GIFTS), "0", "0"],
  ["for V ≤ 0 it is 0", retroactive(GIFTS), "0", "0"],
  ["for V ≤ 0 it is 0", retroactive(FIXED), "-300", "0"],
  ["a fixed amount is added once when its band is reached", marginal(FIXED), "100", "51"],
  ["a fixed amount is added once when its band is reached", marginal(FIXED), "199", "51"],
  ["a fixed amount is added once when its band is reached", marginal(GIFTS), "100", "8"],
  ["each slice at its own band's rate", marginal(FIXED), "250", "56"],
  ["the whole volume at that band's fixed amount", retroactive(FIXED), "199.99", "50"],
  ["the whole volume at the rate of the band reached", retroactive(FIXED), "250", "25"],
  ["with INCLUSIVE a band is reached when V ≥ over", retroactive(FIXED), "200", "20"],
  ["with EXCLUSIVE a band is reached when V > over", retroactive(FIXED, "EXCLUSIVE"), "200", "50"],
  ["rounded DOWN", retroactive(bands([0, 0.5])), "0.03", "0.01"],
  ["rounded DOWN, once over all slices", marginal(bands([0, 0.5], [0.01, 0.5])), "0.04", "0.02"],
])("§5 The bonus B(V): %s", (_rule, scale, volume, expected) => {
  const volumeMinor = volume.startsWith("-") ? -minor(volume.slice(1)) : minor(volume);
  expect(bonus(scale, volumeMinor)).toBe(minor(expected));
});

test.each<[rule: string, whole: bigint, weights: bigint[], parts: bigint[]]>([
  ["by largest remainder", 10n, [1n, 1n, 4n], [2n, 2n, 6n]],
  ["by largest remainder", 5n, [3n, 2n, 1n], [2n, 2n, 1n]],
  ["ties go to the earlier part", 1n, [1n, 1n, 1n], [1n, 0n, 0n]],
  ["ties go to the earlier part", 5n, [1n, 1n, 1n], [2n, 2n, 1n]],
  ["a weight of zero gets zero", 7n, [0n, 1n, 0n], [0n, 7n, 0n]],
  ["a negative whole: its absolute value, negated", -5n, [1n, 1n], [-3n, -2n]],
  ["nothing among nobody with a weight", 0n, [0n, 0n], [0n, 0n]],
])("§1 allocate: %s", (_rule, whole, weights, parts) => {
  expect(allocate(whole, weights)).toEqual(parts);
});

test("§1 allocate: all weights zero with a whole that is not is an error", () => {
  expect(() => allocate(1n, [0n, 0n])).toThrow(RangeError);
  expect(() => allocate(1n, [2n, -1n])).toThrow("a weight is negative");
});

test("§1 allocate: the parts always sum to the whole, each within one unit of its share", () => {
  const weights = fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), weights, (whole, all) => {
      const total = all.reduce((sum, one) => sum + one, 0n);
      fc.pre(total > 0n);
      const parts = allocate(whole, all);
      expect(parts.reduce((sum, one) => sum + one, 0n)).toBe(whole);
      for (const [index, part] of parts.entries()) {
        const off = part * total - whole * all[index]!;
        expect(off < total && off > -total).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("periods: months, quarters and years by their first day", () => {
  expect(periodOf("MONTH", "2026-05-17")).toBe("2026-05-01");
  expect(periodOf("QUARTER", "2026-05-17")).toBe("2026-04-01");
  expect(periodOf("YEAR", "2026-05-17")).toBe("2026-01-01");
  expect(nextPeriod("MONTH", "2026-12-01")).toBe("2027-01-01");
  expect(nextPeriod("QUARTER", "2026-10-01")).toBe("2027-01-01");
  expect(monthsIn("QUARTER", "2026-04-01")).toEqual(["2026-04-01", "2026-05-01", "2026-06-01"]);
  for (const [kind, text, first] of [
    ["MONTH", "2026-05", "2026-05-01"],
    ["QUARTER", "2026-Q4", "2026-10-01"],
    ["YEAR", "2026", "2026-01-01"],
  ] as const) {
    expect(parsePeriod(kind, text, "period")).toBe(first);
    expect(formatPeriod(kind, first)).toBe(text);
  }
  for (const text of ["2026-13", "2026-Q5", "2026-1", "0000", ""]) {
    expect(() => parsePeriod("MONTH", text, "period")).toThrow(/period: .* is not a month/);
  }
});

const CNY = { code: "CNY", scale: 2 };
const MONTHLY = {
  code: "2026-monthly",
  supplier: "S001",
  effectiveFrom: "2026-01-01",
  effectiveTo: null,
  period: "MONTH",
  basis: "COST",
  method: "RETROACTIVE",
  threshold: "EXCLUSIVE",
  payer: "PLATFORM",
  bands: [
    { over: "500000.00", rate: "0.03" },
    { over: "1000000.00", rate: "0.05" },
  ],
};

test.each<[fault: string, change: object]>([
  [
    'bands[1].over: "1.00" must be above "500000.00" of the previous band',
    { bands: [MONTHLY.bands[0], { over: "1.00", rate: "0.05" }] },
  ],
  [
    'bands[1].over: "500000.00" must be above "500000.00" of the previous band',
    { bands: [MONTHLY.bands[0], MONTHLY.bands[0]] },
  ],
  ['bands[0].rate: "1.2" is above 1', { bands: [{ over: "0", rate: "1.2" }] }],
  [
    'bands[0].rate: "0.1234567" has more than 6 decimals',
    { bands: [{ over: "0", rate: "0.1234567" }] },
  ],
  ["bands[0]: give either a rate or an amount, not both", { bands: [{ over: "0" }] }],
  [
    "bands[0]: give either a rate or an amount, not both",
    { bands: [{ over: "0", rate: "0", amount: "1" }] },
  ],
  ['bands[0].over: "1.001" has more than 2 decimals', { bands: [{ over: "1.001", rate: "0.1" }] }],
  ["bands: Too small", { bands: [] }],
  [
    "bands: Too big",
    { bands: Array.from({ length: 100_000 }, (_, n) => ({ over: `${n}`, rate: "0" })) },
  ],
  ["supplier: give either supplier, or suppliers for an alliance", { supplier: undefined }],
  ["supplier: give either supplier, or suppliers for an alliance", { suppliers: ["S1", "S2"] }],
  ['suppliers[1]: "S1" is named twice', { supplier: undefined, suppliers: ["S1", "S1"] }],
  ['effectiveFrom: "2026-01-02" is not the first day of a MONTH', { effectiveFrom: "2026-01-02" }],
  [
    'effectiveFrom: "2026-02-01" is not the first day of a QUARTER',
    { effectiveFrom: "2026-02-01", period: "QUARTER" },
  ],
  ['effectiveFrom: "2026-02-30" is not a day', { effectiveFrom: "2026-02-30" }],
  ['effectiveTo: "2026-02-27" is not the last day of a MONTH', { effectiveTo: "2026-02-27" }],
  ['effectiveTo: "2025-12-31" is before effectiveFrom', { effectiveTo: "2025-12-31" }],
  ["committed: committed and shortfallRate must be given together", { committed: "1.00" }],
  ["committedBy: is allowed only together with committed", { committedBy: "SUPPLIER" }],
  ['document: Unrecognized key: "bonus"', { bonus: "1" }],
  ["method: Invalid option", { method: "RETRO" }],
  ["period: Invalid option", { period: "WEEK" }],
  ["basis: Invalid option", { basis: "MARGIN" }],
  ["threshold: Invalid option", { threshold: "OVER" }],
  ["payer: Invalid option", { payer: "DISTRIBUTOR" }],
  ['effectiveTo: "soon" is not a day', { effectiveTo: "soon" }],
  ["suppliers: Too small", { supplier: undefined, suppliers: ["S1"] }],
  ['committed: "-1" must be 0 or more', { committed: "-1", shortfallRate: "0.1" }],
  ['shortfallRate: "1.01" is above 1', { committed: "1", shortfallRate: "1.01" }],
  [
    "committedBy: Invalid option",
    { committed: "1", shortfallRate: "0.1", committedBy: "DISTRIBUTOR" },
  ],
  ["bands[0].rate: Invalid input: expected string", { bands: [{ over: "0", rate: 0.1 }] }],
  ['bands[0].amount: "-1" must be 0 or more', { bands: [{ over: "0", amount: "-1" }] }],
  ["bands: Invalid input: expected array", { bands: { over: "0", rate: "0.1" } }],
  ['code: "a b" is not a code', { code: "a b" }],
])("a programme is refused: %s", (fault, change) => {
  expect(() => checkProgramme({ ...MONTHLY, ...change }, CNY)).toThrow(fault);
});

/** A seller whose plan pays nobody, selling QB-10 of S001 at the supply price given. */
function market(...programmes: object[]) {
  const products = [
    { code: "QB-10", supplier: "S001" },
    { code: "CARD", supplier: "S002" },
  ];
  return new World({ plans: [{ rules: [] }], members: [["E", null]], products, programmes });
}

function sell(world: World, cost: string, more: Parameters<typeof order>[1] = {}) {
  return world.settle({ unitPrice: "2000000.00", supplyPrice: cost, ...more });
}

test("§5 Accrual is T+0: the jump at a retroactive threshold is the true-up of everything before", () => {
  const world = market(MONTHLY);
  expect(sell(world, "500000.00").accruals).toEqual([]);
  const crossing = sell(world, "0.01");
  expect(crossing.accruals).toMatchObject([
    { amountMinor: minor("15000"), trueUpMinor: minor("15000"), volumeMinor: minor("500000.01") },
  ]);
  expect(crossing.legs).toContainEqual({
    account: "liabilities:rebate:2026-monthly:S001",
    asset: "CNY",
    amountMinor: -minor("15000"),
  });
  expect(crossing.legs).toContainEqual({
    account: "expenses:rebate",
    asset: "CNY",
    amountMinor: minor("15000"),
  });
  const within = sell(world, "100000.00");
  expect(within.accruals).toMatchObject([{ amountMinor: minor("3000"), trueUpMinor: 0n }]);
  const next = sell(world, "600000.00");
  expect(next.accruals).toMatchObject([
    { trueUpMinor: next.accruals[0]!.amountMinor - minor("30000"), accruedMinor: minor("60000") },
  ]);
});

test("§5 by occurredAt: a late order counts in its own period", () => {
  const world = market(MONTHLY);
  sell(world, "500000.00", { occurredAt: "2026-01-15T12:00:00+08:00" });
  sell(world, "400000.00", { occurredAt: "2026-02-15T12:00:00+08:00" });
  const late = sell(world, "100000.00", { occurredAt: "2026-01-31T23:59:59+08:00" });
  expect(late.accruals).toMatchObject([{ period: "2026-01-01", amountMinor: minor("18000") }]);
});

test("§5 payer SUPPLIER: assets:rebate against income:rebate", () => {
  const world = market({ ...MONTHLY, payer: "SUPPLIER", bands: [{ over: "0", rate: "0.10" }] });
  const { legs } = sell(world, "100.00");
  expect(legs).toContainEqual({
    account: "assets:rebate:2026-monthly:S001",
    asset: "CNY",
    amountMinor: minor("10"),
  });
  expect(legs).toContainEqual({
    account: "income:rebate",
    asset: "CNY",
    amountMinor: -minor("10"),
  });
});

test("§5 Several programmes of one supplier add up, by code", () => {
  const world = market(
    { ...MONTHLY, code: "b", bands: [{ over: "0", rate: "0.10" }] },
    { ...MONTHLY, code: "a", basis: "GROSS", bands: [{ over: "0", amount: "7.00" }] },
  );
  const { accruals } = sell(world, "100.00");
  expect(accruals.map(({ programme, amountMinor }) => [programme.code, amountMinor])).toEqual([
    ["a", minor("7")],
    ["b", minor("10")],
  ]);
});

test("§5 An alliance: V is the members' sum, each posted the difference of its part", () => {
  const world = market({
    ...MONTHLY,
    supplier: undefined,
    suppliers: ["S002", "S001"],
    bands: [{ over: "100.00", rate: "0.10" }],
  });
  expect(sell(world, "100.00").accruals).toEqual([]);
  const { accruals } = sell(world, "0.05", { product: "CARD" });
  // 10.005 rounded down is 10.00: 5/10005 of it is 0.0049…, and the fen that is left goes there not.
  expect(
    accruals.map(({ supplier, amountMinor, trueUpMinor }) => [
      supplier.code,
      amountMinor,
      trueUpMinor,
    ]),
  ).toEqual([["S001", 1_000n, 1_000n]]);
  const more = sell(world, "99.95", { product: "CARD" }).accruals;
  expect(more.map(({ supplier, amountMinor }) => [supplier.code, amountMinor])).toEqual([
    ["S002", 1_000n],
  ]);
});

test("§5 A programme is in force for whole periods, a later version from its own on", () => {
  const quarterly = { ...MONTHLY, period: "QUARTER", bands: [{ over: "0", rate: "0.10" }] };
  const world = market(
    { ...quarterly, effectiveTo: "2026-06-30" },
    {
      ...quarterly,
      effectiveFrom: "2026-04-01",
      effectiveTo: "2026-06-30",
      bands: [{ over: "0", rate: "0.20" }],
    },
  );
  const at = (occurredAt: string) => sell(world, "10.00", { occurredAt }).accruals;
  expect(at("2026-03-31T23:59:59.999+08:00")).toMatchObject([{ amountMinor: 100n }]);
  expect(at("2026-04-01T00:00:00+08:00")).toMatchObject([{ amountMinor: 200n }]);
  expect(at("2026-07-01T00:00:00+08:00")).toEqual([]);
});

test("§5 a closed period's difference goes to the payable at once", () => {
  const world = market({ ...MONTHLY, bands: [{ over: "0", rate: "0.10" }] });
  world.closed.add("2026-monthly 2026-01-01");
  const { legs, accruals } = sell(world, "100.00");
  expect(accruals).toMatchObject([{ isClosed: true, amountMinor: minor("10") }]);
  expect(legs).toContainEqual({
    account: "liabilities:supplier:S001",
    asset: "CNY",
    amountMinor: -minor("110"),
  });
});
