// Periods of local months, quarters and years, named by their first day (docs/rules.md §1, §5).
import { Refusal } from "./errors.ts";
import { remembering } from "./remember.ts";

export const PERIODS = ["MONTH", "QUARTER", "YEAR"] as const;
export type PeriodKind = (typeof PERIODS)[number];

const MONTHS = { MONTH: 1, QUARTER: 3, YEAR: 12 } as const;

/** The number of months from year 0 to a day, given as `YYYY-MM-DD`. */
function monthsOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function firstDay(months: number): string {
  const year = String(Math.floor(months / 12)).padStart(4, "0");
  return `${year}-${String((months % 12) + 1).padStart(2, "0")}-01`;
}

/** The first day of the period that contains a local day. */
export function periodOf(kind: PeriodKind, day: string): string {
  const months = monthsOf(day);
  return firstDay(months - (months % MONTHS[kind]));
}

/** The first day after a period. */
export function nextPeriod(kind: PeriodKind, period: string): string {
  return firstDay(monthsOf(period) + MONTHS[kind]);
}

const monthsOfKind = {
  MONTH: remembering((period) => monthsFrom(period, MONTHS.MONTH)),
  QUARTER: remembering((period) => monthsFrom(period, MONTHS.QUARTER)),
  YEAR: remembering((period) => monthsFrom(period, MONTHS.YEAR)),
};

function monthsFrom(period: string, length: number): readonly string[] {
  return Array.from({ length }, (_, index) => firstDay(monthsOf(period) + index));
}

/** The first days of a period's months. */
export function monthsIn(kind: PeriodKind, period: string): readonly string[] {
  return monthsOfKind[kind](period);
}

/** The text of a period: `2026-01`, `2026-Q1` or `2026`. */
export function formatPeriod(kind: PeriodKind, period: string): string {
  const year = period.slice(0, 4);
  if (kind === "YEAR") return year;
  return kind === "MONTH" ? period.slice(0, 7) : `${year}-Q${(monthsOf(period) % 12) / 3 + 1}`;
}

const FORMS = {
  MONTH: { form: /^[12]\d{3}-(?:0[1-9]|1[0-2])$/, like: "a month, for example 2026-01" },
  QUARTER: { form: /^[12]\d{3}-Q[1-4]$/, like: "a quarter, for example 2026-Q1" },
  YEAR: { form: /^[12]\d{3}$/, like: "a year, for example 2026" },
} as const;

/** Parses the text of a period and returns its first day; throws `INVALID` for another format. */
export function parsePeriod(kind: PeriodKind, text: string, field: string): string {
  const { form, like } = FORMS[kind];
  if (!form.test(text)) {
    const shown = JSON.stringify(text.slice(0, 40));
    throw new Refusal("INVALID", `${field}: ${shown} is not ${like}`, field);
  }
  const year = Number(text.slice(0, 4)) * 12;
  if (kind === "YEAR") return firstDay(year);
  return kind === "MONTH" ? `${text}-01` : firstDay(year + (Number(text.at(-1)) - 1) * 3);
}
