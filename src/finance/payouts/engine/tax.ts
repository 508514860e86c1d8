// Computes the tax withheld from a payment by a table: for the payment alone, or cumulatively for
// the tax year (代扣代缴).
import { Exact, halfUp } from "../../../kernel/exact.ts";

/**
 * One band of a table: the upper limit of taxable income, the rate, and the quick deduction
 * (速算扣除数).
 */
export interface TaxBand {
  /** Undefined if the band has no upper limit. */
  readonly upToMinor: bigint | undefined;
  readonly rate: Exact;
  readonly quickMinor: bigint;
}

/**
 * Taxes each payment, or each month's payments: less an allowance, which is fixed up to a limit and
 * a rate above it.
 */
export interface PaymentTable {
  readonly method: "PER_PAYMENT" | "PER_MONTH";
  readonly allowance: {
    readonly upToMinor: bigint;
    readonly fixedMinor: bigint;
    readonly rate: Exact;
  };
  readonly bands: readonly TaxBand[];
}

export const MONTH_COUNTS = ["CONSECUTIVE", "SINCE_FIRST"] as const;

/** Taxes the year so far: less expenses and a monthly allowance, less the tax already withheld. */
export interface CumulativeTable {
  readonly method: "CUMULATIVE";
  readonly expenseRate: Exact;
  readonly monthlyMinor: bigint;
  /**
   * Whether a month without income restarts the count and all sums, or counts like any other month.
   */
  readonly months: (typeof MONTH_COUNTS)[number];
  readonly bands: readonly TaxBand[];
}

export type TaxTable = PaymentTable | CumulativeTable;
export const TAX_METHODS = ["NONE", "PER_PAYMENT", "PER_MONTH", "CUMULATIVE"] as const;
export type TaxMethod = (typeof TAX_METHODS)[number];

/** The payments and the tax withheld in one month of a tax year; January is 1. */
export interface TaxedMonth {
  readonly month: number;
  readonly incomeMinor: bigint;
  readonly taxMinor: bigint;
}

/**
 * The tax withheld from a payment, in minor units: exact, rounded once, half up; never below 0.
 * `earlier` has the payee's earlier payments of the tax year by the same method, by month.
 */
export function taxOf(
  table: TaxTable | undefined,
  incomeMinor: bigint,
  month: number,
  earlier: readonly TaxedMonth[],
): bigint {
  if (table === undefined) return 0n;
  const first = firstMonth(table, month, new Set(earlier.map((one) => one.month)));
  const counted = earlier.filter((one) => one.month >= first && one.month <= month);
  const income = counted.reduce((sum, one) => sum + one.incomeMinor, incomeMinor);
  const taxBefore = counted.reduce((sum, one) => sum + one.taxMinor, 0n);
  const due = byBands(table.bands, taxableOf(table, income, month - first + 1)) - taxBefore;
  return due > 0n ? due : 0n;
}

/**
 * The first month that counts; for a table by payment it is the next month, so that none counts.
 */
function firstMonth(table: TaxTable, month: number, paid: ReadonlySet<number>): number {
  if (table.method !== "CUMULATIVE") return table.method === "PER_MONTH" ? month : month + 1;
  if (table.months === "SINCE_FIRST") return Math.min(month, ...paid);
  let first = month;
  while (paid.has(first - 1)) first -= 1;
  return first;
}

/** The taxable income of a number of months, in minor units and their fractions. */
function taxableOf(table: TaxTable, incomeMinor: bigint, months: number): Exact {
  const income = new Exact(incomeMinor);
  if (table.method === "CUMULATIVE") {
    const allowanceMinor = table.monthlyMinor * BigInt(months);
    return income.minus(income.times(table.expenseRate)).minus(allowanceMinor);
  }
  const { upToMinor, fixedMinor, rate } = table.allowance;
  return income.minus(incomeMinor <= upToMinor ? fixedMinor : income.times(rate));
}

/** The tax on taxable income, which is in minor units and their fractions. */
function byBands(bands: readonly TaxBand[], taxable: Exact): bigint {
  const band = bands.find(({ upToMinor }) => upToMinor === undefined || taxable.lte(upToMinor));
  const { rate, quickMinor } = band!;
  const taxMinor = halfUp(taxable.times(rate).minus(quickMinor));
  return taxMinor > 0n ? taxMinor : 0n;
}
