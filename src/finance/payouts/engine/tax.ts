// The tax withheld from a payment, by a table: of the payment alone, or of a tax year so far (代扣代缴).
import { divide, RATE_ONE } from "../../../kernel/rate.ts";

/** A step of a table: taxable income up to a bound, its rate, and what is taken off (速算扣除数). */
export interface TaxBand {
  /** Undefined: without a bound. */
  readonly upToMinor: bigint | undefined;
  readonly rateMicro: bigint;
  readonly quickMinor: bigint;
}

/** Each payment, or each month's together, less an amount up to a bound, and a part of it above. */
export interface PaymentTable {
  readonly method: "PER_PAYMENT" | "PER_MONTH";
  readonly allowance: {
    readonly upToMinor: bigint;
    readonly fixedMinor: bigint;
    readonly rateMicro: bigint;
  };
  readonly bands: readonly TaxBand[];
}

export const MONTH_COUNTS = ["CONSECUTIVE", "SINCE_FIRST"] as const;

/** The year so far, less expenses and an amount a month, less what was withheld before. */
export interface CumulativeTable {
  readonly method: "CUMULATIVE";
  readonly expenseRateMicro: bigint;
  readonly monthlyMinor: bigint;
  /** Whether a month without income starts the count, and all sums, afresh, or counts like any other. */
  readonly months: (typeof MONTH_COUNTS)[number];
  readonly bands: readonly TaxBand[];
}

export type TaxTable = PaymentTable | CumulativeTable;
export const TAX_METHODS = ["NONE", "PER_PAYMENT", "PER_MONTH", "CUMULATIVE"] as const;
export type TaxMethod = (typeof TAX_METHODS)[number];

/** What was paid in a month of a tax year, and withheld; from 1 for January. */
export interface TaxedMonth {
  readonly month: number;
  readonly incomeMinor: bigint;
  readonly taxMinor: bigint;
}

/**
 * What is withheld from a payment, in minor units: exact, rounded once, half up; never below 0.
 * `earlier` is what one was paid before it in the tax year by the same method, by months.
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
  const withheld = counted.reduce((sum, one) => sum + one.taxMinor, 0n);
  const due = byBands(table.bands, taxableOf(table, income, month - first + 1)) - withheld;
  return due > 0n ? due : 0n;
}

/** The month that the sums begin with; one that is to come where nothing before counts. */
function firstMonth(table: TaxTable, month: number, paid: ReadonlySet<number>): number {
  if (table.method !== "CUMULATIVE") return table.method === "PER_MONTH" ? month : month + 1;
  if (table.months === "SINCE_FIRST") return Math.min(month, ...paid);
  let first = month;
  while (paid.has(first - 1)) first -= 1;
  return first;
}

/** Taxable income in millionths of a minor unit, of so many months. */
function taxableOf(table: TaxTable, incomeMinor: bigint, months: number): bigint {
  if (table.method === "CUMULATIVE") {
    const allowance = table.monthlyMinor * BigInt(months);
    return incomeMinor * (RATE_ONE - table.expenseRateMicro) - allowance * RATE_ONE;
  }
  const { upToMinor, fixedMinor, rateMicro } = table.allowance;
  if (incomeMinor <= upToMinor) return (incomeMinor - fixedMinor) * RATE_ONE;
  return incomeMinor * (RATE_ONE - rateMicro);
}

/** The tax on taxable income given in millionths of a minor unit. */
function byBands(bands: readonly TaxBand[], taxable: bigint): bigint {
  const band = bands.find(
    ({ upToMinor }) => upToMinor === undefined || taxable <= upToMinor * RATE_ONE,
  );
  const { rateMicro, quickMinor } = band!;
  const tax = divide(taxable * rateMicro - quickMinor * RATE_ONE ** 2n, RATE_ONE ** 2n, "HALF_UP");
  return tax > 0n ? tax : 0n;
}
