// Fractions that decimals compute, against the same in whole numbers: tax, its checks, and shares of an income.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { downlineRate } from "../../src/compliance/engine/report.ts";
import { type TaxedMonth, taxOf } from "../../src/finance/payouts/engine/tax.ts";
import { bandFaults, jumps } from "../../src/finance/payouts/engine/tax-checks.ts";
import { compileTable } from "../../src/finance/payouts/engine/tax-document.ts";
import { formatAmount, INT64_MAX } from "../../src/kernel/money.ts";
import { divide, formatRate, RATE_ONE } from "../../src/kernel/rate.ts";

const CNY = { code: "CNY", scale: 2 };
const RUNS = { numRuns: 2_000 };

/** A band in whole numbers: minor units, and millionths. */
interface Band {
  readonly upTo?: bigint | undefined;
  readonly rate: bigint;
  readonly quick: bigint;
}

const rates = fc.oneof(
  fc.bigInt(0n, RATE_ONE),
  fc.constantFrom(0n, 1n, 30_000n, 200_000n, 500_000n, 999_999n, RATE_ONE),
);
const amounts = fc.oneof(
  fc.bigInt(0n, 20n),
  fc.bigInt(0n, 20_000_000n),
  fc.bigInt(0n, INT64_MAX),
  fc.constantFrom(0n, 1n, 400_000n, INT64_MAX),
);
const tables = fc
  .array(fc.tuple(amounts, rates, amounts), { minLength: 1, maxLength: 5 })
  .map((all) => {
    const bounds = all.map(([upTo]) => upTo).toSorted((one, other) => (one < other ? -1 : 1));
    return all.map(
      ([, rate, quick], index): Band => ({
        ...{ rate, quick },
        upTo: index === all.length - 1 ? undefined : bounds[index],
      }),
    );
  });

const yuan = (minor: bigint) => formatAmount(minor, CNY.scale);
const documentsOf = (bands: readonly Band[]) =>
  bands.map(({ upTo, rate, quick }) => ({
    ...(upTo === undefined ? {} : { upTo: yuan(upTo) }),
    ...{ rate: formatRate(rate), quickDeduction: yuan(quick) },
  }));

/** The tax on taxable income in millionths of a minor unit. */
function taxInWhole(bands: readonly Band[], taxable: bigint, before: bigint): bigint {
  const band = bands.find(({ upTo }) => upTo === undefined || taxable <= upTo * RATE_ONE);
  const { rate, quick } = band!;
  const exact = taxable * rate - quick * RATE_ONE ** 2n;
  const tax = divide(exact, RATE_ONE ** 2n, "HALF_UP");
  const due = (tax > 0n ? tax : 0n) - before;
  return due > 0n ? due : 0n;
}

describe("tax", () => {
  const earlier = fc.array(
    fc.record({ month: fc.constant(3), incomeMinor: amounts, taxMinor: amounts }),
    { maxLength: 3 },
  );
  const sums = (all: readonly TaxedMonth[], income: bigint) => ({
    income: all.reduce((sum, one) => sum + one.incomeMinor, income),
    before: all.reduce((sum, one) => sum + one.taxMinor, 0n),
  });

  it("of payments is the same in whole numbers", () => {
    const allowances = fc.record({ upTo: amounts, fixed: amounts, rate: rates });
    fc.assert(
      fc.property(tables, allowances, amounts, earlier, (bands, allowance, paid, others) => {
        const { upTo, fixed, rate } = allowance;
        const table = compileTable(
          {
            method: "PER_MONTH",
            allowance: { upTo: yuan(upTo), fixed: yuan(fixed), rate: formatRate(rate) },
            bands: documentsOf(bands),
          },
          CNY,
        );
        const { income, before } = sums(others, paid);
        const left = income <= upTo ? (income - fixed) * RATE_ONE : income * (RATE_ONE - rate);
        expect(taxOf(table, paid, 3, others)).toBe(taxInWhole(bands, left, before));
      }),
      RUNS,
    );
  });

  it("of a year so far is the same in whole numbers", () => {
    fc.assert(
      fc.property(
        tables,
        rates,
        amounts,
        amounts,
        earlier,
        (bands, rate, monthly, paid, others) => {
          const table = compileTable(
            {
              ...{ method: "CUMULATIVE", months: "CONSECUTIVE", expenseRate: formatRate(rate) },
              ...{ monthlyAllowance: yuan(monthly), bands: documentsOf(bands) },
            },
            CNY,
          );
          const { income, before } = sums(others, paid);
          const left = income * (RATE_ONE - rate) - monthly * RATE_ONE;
          expect(taxOf(table, paid, 3, others)).toBe(taxInWhole(bands, left, before));
        },
      ),
      RUNS,
    );
  });

  it.each([
    ["half a fen goes up", "0.5", 1n, 1n],
    ["less than half does not", "0.499999", 1n, 0n],
    ["one and a half is two", "0.5", 3n, 2n],
    ["two and a half is three", "0.5", 5n, 3n],
    ["no digit of the largest amount is lost", "0.999999", INT64_MAX, 9_223_362_813_482_738_952n],
  ])("%s", (_, rate, paid, tax) => {
    const allowance = { upTo: "0", fixed: "0", rate: "0" };
    const table = compileTable({ method: "PER_PAYMENT", allowance, bands: [{ rate }] }, CNY);
    expect(taxOf(table, paid, 1, [])).toBe(tax);
  });

  it("at the end of a band is by that band, however the tax jumps there", () => {
    const allowance = { upTo: "0", fixed: "0", rate: "0.000001" };
    const bands = [{ upTo: "9999.99", rate: "0.1" }, { rate: "0.5" }];
    const table = compileTable({ method: "PER_PAYMENT", allowance, bands }, CNY);
    expect(taxOf(table, 1_000_000n, 1, [])).toBe(100_000n);
    expect(taxOf(table, 1_000_001n, 1, [])).toBe(500_000n);
  });
});

it("the checks of a table tell the same in whole numbers", () => {
  fc.assert(
    fc.property(tables, amounts, amounts, rates, (bands, upTo, fixed, rate) => {
      const allowance = { upTo: yuan(upTo), fixed: yuan(fixed), rate: formatRate(rate) };
      const table = compileTable(
        { method: "PER_PAYMENT", allowance, bands: documentsOf(bands) },
        CNY,
      );
      const pairs = bands.slice(1).map((band, index) => ({ band, below: bands[index]! }));
      const smooth = pairs.map(({ band, below }) => {
        return below.quick + divide(below.upTo! * (band.rate - below.rate), RATE_ONE, "HALF_UP");
      });
      const told = [
        ...(upTo * rate === fixed * RATE_ONE ? [] : ["jumps at"]),
        ...smooth.filter((one, index) => one !== pairs[index]!.band.quick).map(yuan),
      ];
      expect(jumps(table, CNY).map((line) => /; use (\S+)/.exec(line)?.[1] ?? "jumps at")).toEqual(
        told,
      );
      const tooMuch = bands.flatMap(({ rate, quick }, index) => {
        return quick * RATE_ONE > (bands[index - 1]?.upTo ?? 0n) * rate ? [index] : [];
      });
      const faults = bandFaults(table.bands, CNY).map(({ path }) => path);
      expect(
        faults.flatMap(([index, field]) => (field === "quickDeduction" ? [index] : [])),
      ).toEqual(tooMuch);
    }),
    RUNS,
  );
});

describe("the share of an income from downlines", () => {
  const shown = (ownMinor: bigint, downlineMinor: bigint) =>
    downlineRate({ ownMinor, downlineMinor }).toFixed();

  it("is the same in whole numbers", () => {
    fc.assert(
      fc.property(amounts, amounts, (own, downline) => {
        const all = own + downline;
        const inWhole = all === 0n ? 0n : (downline * RATE_ONE) / all;
        expect(shown(own, downline)).toBe(formatRate(inWhole));
      }),
      RUNS,
    );
  });

  it.each([
    [0n, 0n, "0"],
    [1n, 0n, "0"],
    [0n, 1n, "1"],
    [1n, 2n, "0.666666"],
    [999_999n, 1n, "0.000001"],
    [1_000_000n, 1n, "0"],
    [1n, INT64_MAX ** 2n, "0.999999"],
    [1n, 10n ** 70n, "0.999999"],
  ])("of %d and %d is %s", (own, downline, share) => {
    expect(shown(own, downline)).toBe(share);
  });
});
