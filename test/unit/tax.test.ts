// The tax withheld from payments: published examples, the bounds of the tables, and the year against slices.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CumulativeTable,
  type TaxedMonth,
  type TaxTable,
  taxOf,
} from "../../src/finance/payouts/engine/tax.ts";
import { STATUTORY } from "../../src/finance/payouts/engine/tax-tables.ts";
import { Exact } from "../../src/kernel/exact.ts";

const PER_PAYMENT = STATUTORY.PER_PAYMENT.table;
const PER_MONTH = STATUTORY.PER_MONTH.table;
const CUMULATIVE = STATUTORY.CUMULATIVE.table;

/** Fen of an amount in yuan, and back. */
const fen = (yuan: string) => BigInt(Math.round(Number(yuan) * 100));
const yuan = (minor: bigint) => (Number(minor) / 100).toFixed(2);

const ofPayment = (income: string) => yuan(taxOf(PER_PAYMENT, fen(income), 1, []));

describe("a payment by itself (劳务报酬, 按次)", () => {
  const BY_TABLE = "公告2018年第61号 第八条 and 预扣率表二, at a bound of the table";
  it.each([
    ["2000.00", "240.00", "国家税务总局, 公告2018年第56号的解读: 劳务报酬所得2000元"],
    ["3000.00", "440.00", "国家税务总局, 公告2020年第13号的解读: 实习3000元, 比调整前少预缴440元"],
    ["0.01", "0.00", BY_TABLE],
    ["800.00", "0.00", BY_TABLE],
    ["4000.00", "640.00", BY_TABLE],
    ["4000.01", "640.00", BY_TABLE],
    ["5000.00", "800.00", BY_TABLE],
    ["20000.00", "3200.00", BY_TABLE],
    ["25000.00", "4000.00", BY_TABLE],
    ["25000.01", "4000.00", BY_TABLE],
    ["30000.00", "5200.00", BY_TABLE],
    ["50000.00", "10000.00", BY_TABLE],
    ["62500.00", "13000.00", BY_TABLE],
    ["100000.00", "25000.00", BY_TABLE],
  ])("%s: %s (%s)", (income, tax) => {
    expect(ofPayment(income)).toBe(tax);
  });

  it.each([
    ["800.02", "0.00", "0.004 goes down"],
    ["800.03", "0.01", "0.006 goes up"],
    ["25000.02", "4000.00", "4000.0048"],
    ["25000.04", "4000.01", "4000.0096"],
  ])("%s: %s, rounded once to the fen: %s", (income, tax) => {
    expect(ofPayment(income)).toBe(tax);
  });

  it("a half goes up", () => {
    const half = {
      ...PER_PAYMENT,
      bands: [{ ...PER_PAYMENT.bands[2]!, rate: new Exact("0.5"), quickMinor: 0n }],
    };
    expect(yuan(taxOf(half, fen("800.01"), 1, []))).toBe("0.01");
  });
});

type Payments = readonly (readonly [month: number, income: string])[];

/** Pays one of a month after the other, and gives what is withheld from each. */
function year(table: TaxTable, payments: Payments) {
  const earlier: TaxedMonth[] = [];
  return payments.map(([month, income]) => {
    const incomeMinor = fen(income);
    const taxMinor = taxOf(table, incomeMinor, month, earlier);
    earlier.push({ month, incomeMinor, taxMinor });
    return yuan(taxMinor);
  });
}

const months = (income: string, count: number) =>
  Array.from({ length: count }, (_, index) => [index + 1, income] as const);

describe("a month's payments together (劳务报酬, 连续性收入以一个月内取得的收入为一次)", () => {
  it.each<[Payments, string[], string]>([
    [[[1, "2000"]], ["240.00"], "公告2018年第56号的解读, paid at once"],
    [
      [
        [1, "1000"],
        [1, "1000"],
        [2, "800"],
      ],
      ["40.00", "200.00", "0.00"],
      "the same 2000 paid in two cost the same 240; another month begins afresh",
    ],
    [
      [
        [1, "20000"],
        [1, "10000"],
        [1, "0.01"],
      ],
      ["3200.00", "2000.00", "0.00"],
      "预扣率表二: 30000 cost 5200",
    ],
  ])("%j: %j (%s)", (payments, taxes, _) => {
    expect(year(PER_MONTH, payments)).toEqual(taxes);
  });
});

it("payments by themselves do not know of each other", () => {
  const twice: Payments = [
    [1, "2000"],
    [1, "2000"],
  ];
  expect(year(PER_PAYMENT, twice)).toEqual(["240.00", "240.00"]);
});

/** The cumulative method as employers have it: no expenses, and other deductions a month. */
const wages = (deductions: string): CumulativeTable => ({
  ...CUMULATIVE,
  expenseRate: new Exact(0),
  monthlyMinor: fen(deductions),
});

describe("a tax year so far (累计预扣法)", () => {
  const STA = "国家税务总局";
  it.each([
    [
      `${STA}, 公告2018年第56号的解读: 月薪10000, 减除7500`,
      wages("7500"),
      months("10000", 3),
      ["75.00", "75.00", "75.00"],
    ],
    [
      `${STA}, 公告2018年第56号的解读: 月薪30000, 减除11500`,
      wages("11500"),
      months("30000", 3),
      ["555.00", "625.00", "1850.00"],
    ],
    [
      `${STA}, 2025-09-29 答记者问: 月收入6250元以下无需预扣`,
      CUMULATIVE,
      months("6250", 12),
      Array.from({ length: 12 }, () => "0.00"),
    ],
    [
      "公告2025年第16号's formula: 7000 × 80 % − 5000 is 600 a month at 3 %",
      CUMULATIVE,
      months("7000", 3),
      ["18.00", "18.00", "18.00"],
    ],
    [
      "公告2025年第16号's formula: several payments of a month have one 5000",
      CUMULATIVE,
      [
        [1, "5000"],
        [1, "5000"],
        [2, "10000"],
      ] as const,
      ["0.00", "90.00", "90.00"],
    ],
    [
      "公告2025年第16号's formula: what was withheld too much is not paid back, and counts later",
      CUMULATIVE,
      [
        [1, "20000"],
        [2, "1000"],
        [3, "10000"],
        [4, "20000"],
      ] as const,
      ["330.00", "0.00", "0.00", "294.00"],
    ],
    [
      "公告2025年第16号: 连续取得: a month without income, and the sums begin afresh",
      CUMULATIVE,
      [
        [1, "60000"],
        [3, "10000"],
        [4, "10000"],
      ] as const,
      ["1780.00", "90.00", "90.00"],
    ],
    [
      "a table of one's own that counts since the first month",
      { ...CUMULATIVE, months: "SINCE_FIRST" } as const,
      [
        [1, "60000"],
        [3, "10000"],
        [4, "10000"],
      ] as const,
      ["1780.00", "0.00", "100.00"],
    ],
  ])("%s", (_, table, payments, taxes) => {
    expect(year(table, payments)).toEqual(taxes);
  });

  it.each([
    ["51250.00", "36000", "1080.00"],
    ["186250.00", "144000", "11880.00"],
    ["381250.00", "300000", "43080.00"],
    ["531250.00", "420000", "73080.00"],
    ["831250.00", "660000", "145080.00"],
    ["1206250.00", "960000", "250080.00"],
    ["1331250.00", "1060000", "295080.00"],
  ])("预扣率表一 of 公告2018年第61号: %s in January is %s taxable: %s", (income, _, tax) => {
    expect(year(CUMULATIVE, [[1, income]])).toEqual([tax]);
  });

  it("what was paid in a later month does not count", () => {
    const later = [{ month: 3, incomeMinor: fen("99999"), taxMinor: 0n }];
    expect(taxOf(CUMULATIVE, fen("10000"), 2, later)).toBe(9_000n);
    const sinceFirst = { ...CUMULATIVE, months: "SINCE_FIRST" } as const;
    expect(taxOf(sinceFirst, fen("10000"), 2, later)).toBe(9_000n);
  });
});

/** The tax on a year's sums as the law tells it: each slice at its own rate, in units of 10⁻⁴ fen. */
function slices(incomeMinor: bigint, count: bigint): bigint {
  const bounds = [0n, 36n, 144n, 300n, 420n, 660n, 960n, 10n ** 12n].map((one) => one * 100_000n);
  const percents = [3n, 10n, 20n, 25n, 30n, 35n, 45n];
  // In tenths of a fen, since 20 % of a fen is one of its fifths.
  const taxable = incomeMinor * 8n - count * 5_000_000n;
  let tax = 0n;
  for (const [index, percent] of percents.entries()) {
    const [from, to] = [bounds[index]! * 10n, bounds[index + 1]! * 10n];
    const slice = (taxable < to ? taxable : to) - from;
    if (slice > 0n) tax += slice * percent;
  }
  return (tax + 500n) / 1_000n;
}

it("however it is paid, a run of months has cost what its sums cost in slices, or what it cost before", () => {
  const payment = fc.tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.oneof(fc.bigInt(1n, 2_000_000n), fc.bigInt(1n, 200_000_000n)),
  );
  fc.assert(
    fc.property(fc.array(payment, { minLength: 1, maxLength: 30 }), (payments) => {
      const earlier: TaxedMonth[] = [];
      const ordered = payments.toSorted(([one], [other]) => one - other);
      for (const [month, incomeMinor] of ordered) {
        const taxMinor = taxOf(CUMULATIVE, incomeMinor, month, earlier);
        earlier.push({ month, incomeMinor, taxMinor });
        const run = [month];
        while (earlier.some((one) => one.month === run.at(-1)! - 1)) run.push(run.at(-1)! - 1);
        const counted = earlier.filter((one) => run.includes(one.month));
        const income = counted.reduce((sum, one) => sum + one.incomeMinor, 0n);
        const withheld = counted.reduce((sum, one) => sum + one.taxMinor, 0n);
        const due = slices(income, BigInt(run.length));
        // More than is due was withheld before at most, and nothing now.
        expect(withheld === due || (withheld > due && taxMinor === 0n)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
