// The tax part of the terms: a table by its name or in full, its faults by path, and slips that are warned of.
import { describe, expect, it } from "vitest";
import type { TaxTable } from "../../src/finance/payouts/engine/tax.ts";
import { jumps, statutoryFault } from "../../src/finance/payouts/engine/tax-checks.ts";
import { STATUTORY } from "../../src/finance/payouts/engine/tax-tables.ts";
import { checkTerms, compileTerms } from "../../src/finance/payouts/engine/terms-document.ts";
import { TERMS_KIND } from "../../src/finance/payouts/store/terms-kind.ts";
import { Refusals } from "../../src/kernel/errors.ts";
import { parseInstant, Zone } from "../../src/kernel/time.ts";

const CNY = { code: "CNY", scale: 2 };
const effectiveFrom = "2026-01-01T00:00:00+08:00";
const PER_PAYMENT = {
  method: "PER_PAYMENT",
  allowance: { upTo: "4000.00", fixed: "800.00", rate: "0.20" },
  bands: [
    { upTo: "20000.00", rate: "0.20", quickDeduction: "0.00" },
    { upTo: "50000.00", rate: "0.30", quickDeduction: "2000.00" },
    { rate: "0.40", quickDeduction: "7000.00" },
  ],
};
const CUMULATIVE = {
  method: "CUMULATIVE",
  expenseRate: "0.20",
  monthlyAllowance: "5000.00",
  months: "CONSECUTIVE",
  bands: [
    { upTo: "36000", rate: "0.03" },
    { upTo: "144000", rate: "0.10", quickDeduction: "2520" },
    { upTo: "300000", rate: "0.20", quickDeduction: "16920" },
    { upTo: "420000", rate: "0.25", quickDeduction: "31920" },
    { upTo: "660000", rate: "0.30", quickDeduction: "52920" },
    { upTo: "960000", rate: "0.35", quickDeduction: "85920" },
    { rate: "0.45", quickDeduction: "181920" },
  ],
};

function tablesOf(tax: object) {
  return compileTerms(1, checkTerms({ effectiveFrom, payout: {}, tax }, CNY), CNY).tax;
}

function faults(distributor: unknown): string[] {
  try {
    checkTerms({ effectiveFrom, payout: {}, tax: { distributor } }, CNY);
    return [];
  } catch (error) {
    if (!(error instanceof Refusals)) throw error;
    return error.faults.map(({ message }) => message);
  }
}

describe("a table", () => {
  it("by its name is the law's, which may be given in full as well", () => {
    const [distributor, supplier] = [STATUTORY.PER_PAYMENT.table, STATUTORY.CUMULATIVE.table];
    const tables = { DISTRIBUTOR: distributor, SUPPLIER: supplier };
    expect(tablesOf({ distributor: "PER_PAYMENT", supplier: "CUMULATIVE" })).toEqual(tables);
    expect(tablesOf({ distributor: PER_PAYMENT, supplier: CUMULATIVE })).toEqual(tables);
    const monthly = { DISTRIBUTOR: STATUTORY.PER_MONTH.table, SUPPLIER: undefined };
    expect(tablesOf({ distributor: "PER_MONTH" })).toEqual(monthly);
    expect(tablesOf({ distributor: { ...PER_PAYMENT, method: "PER_MONTH" } })).toEqual(monthly);
  });

  it("that is none, or not named, withholds nothing", () => {
    expect(tablesOf({ distributor: "NONE" })).toEqual({
      DISTRIBUTOR: undefined,
      SUPPLIER: undefined,
    });
  });
});

it("what changes of one is told in words", () => {
  const terms = (tax?: object) =>
    checkTerms({ effectiveFrom, payout: {}, ...(tax && { tax }) }, CNY);
  const compare = (before: object | undefined, after: object | undefined) =>
    TERMS_KIND.compare(terms(before), terms(after), undefined as never);
  expect(compare(undefined, { distributor: "CUMULATIVE" })).toEqual([
    "tax none → distributor CUMULATIVE",
  ]);
  expect(
    compare({ supplier: CUMULATIVE }, { supplier: { ...CUMULATIVE, expenseRate: "0.3" } }),
  ).toEqual(["tax supplier expenseRate 0.20 → 0.3"]);
  expect(compare({ supplier: "NONE" }, { supplier: "NONE" })).toEqual([]);
});

describe("faults", () => {
  const bands = (...all: object[]) => faults({ ...PER_PAYMENT, bands: all });
  it.each<[string, unknown, string]>([
    ["a name that is none", "FLAT", "tax.distributor: Invalid option"],
    ["no table", null, "tax.distributor: Invalid option"],
    ["an unknown method", { method: "FLAT" }, "tax.distributor.method: "],
    [
      "a field of the other method",
      { ...PER_PAYMENT, months: "CONSECUTIVE" },
      "tax.distributor: Unrecognized key",
    ],
    [
      "a rate above 1",
      { ...CUMULATIVE, expenseRate: "1.2" },
      'tax.distributor.expenseRate: "1.2" is above 1',
    ],
    [
      "another count of months",
      { ...CUMULATIVE, months: "ALL" },
      "tax.distributor.months: Invalid option",
    ],
    ["no bands", { ...CUMULATIVE, bands: [] }, "tax.distributor.bands: Too small"],
    [
      "too many bands",
      { ...CUMULATIVE, bands: Array.from({ length: 51 }, () => ({ rate: "0" })) },
      "tax.distributor.bands: Too big",
    ],
    [
      "an amount that is none",
      { ...CUMULATIVE, bands: [{ upTo: "x", rate: "0.1" }, { rate: "0.1" }] },
      'tax.distributor.bands[0].upTo: "x" is not a decimal amount',
    ],
  ])("%s", (_, given, message) => {
    const [fault, ...rest] = faults(given);
    expect(fault).toContain(message);
    expect(rest).toEqual([]);
  });

  it("of bands that do not rise, end too early or take off more than the tax", () => {
    expect(bands({ upTo: "10", rate: "0.1" }, { rate: "0.2" }, { upTo: "9", rate: "0.2" })).toEqual(
      [
        "tax.distributor.bands[1].upTo: is missing: only the last band has no bound",
        "tax.distributor.bands[2].upTo: the last band has no bound",
      ],
    );
    expect(
      bands({ upTo: "10", rate: "0.1" }, { upTo: "10.00", rate: "0.2" }, { rate: "0.3" }),
    ).toEqual(["tax.distributor.bands[1].upTo: 10.00 is not above the band before"]);
    expect(
      bands(
        { upTo: "10", rate: "0.1", quickDeduction: "0.01" },
        { rate: "0.2", quickDeduction: "2.01" },
      ),
    ).toEqual([
      "tax.distributor.bands[0].quickDeduction: 0.01 is more than the tax at 0.00, where the band begins",
      "tax.distributor.bands[1].quickDeduction: 2.01 is more than the tax at 10.00, where the band begins",
    ]);
  });
});

describe("a table of the law", () => {
  const settings = { zone: new Zone("Asia/Shanghai"), asset: CNY };
  const fault = (text: string, asset = CNY) => {
    const at = parseInstant(text, "");
    return statutoryFault("CUMULATIVE", "tax.supplier", at, { ...settings, asset })?.message;
  };

  it("is not named before the local day from which it holds", () => {
    expect(fault("2025-10-01T00:00:00+08:00")).toBeUndefined();
    expect(fault("2025-09-30T23:59:59.999+08:00")).toBe(
      "tax.supplier: the table CUMULATIVE holds from 2025-10-01 (国家税务总局公告2025年第16号; 公告2018年第61号, 个人所得税预扣率表一)",
    );
  });

  it("is for money that it is told in", () => {
    const why = (asset: string) =>
      `tax.supplier: the table CUMULATIVE is in CNY with 2 decimals; give one in ${asset}`;
    expect(fault(effectiveFrom, { code: "USD", scale: 2 })).toBe(why("USD"));
    expect(fault(effectiveFrom, { code: "CNY", scale: 3 })).toBe(why("CNY"));
  });

  it.each(Object.entries(STATUTORY))("%s does not jump", (_, { table }) => {
    expect(jumps(table, CNY)).toEqual([]);
  });
});

it("a jump of the tax, or of what is taxed, is told with what would be smooth", () => {
  const { table } = STATUTORY.PER_PAYMENT;
  const [low, middle, high] = table.bands;
  const slip: TaxTable = {
    ...table,
    allowance: { ...table.allowance, fixedMinor: 70_000n },
    bands: [low!, { ...middle!, quickMinor: 100_000n }, high!],
  };
  expect(jumps(slip, CNY)).toEqual([
    "allowance: what is taxed jumps at 4000.00",
    "bands[1].quickDeduction: the tax jumps at 20000.00; with 2000.00 it does not",
    "bands[2].quickDeduction: the tax jumps at 50000.00; with 6000.00 it does not",
  ]);
});
