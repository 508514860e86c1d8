// Periods of local months, quarters and years, named by their first day (rules §1, §5).
import { Refusal } from "./errors.ts";

export const PERIODS = ["MONTH", "QUARTER", "YEAR"] as const;
export type PeriodKind = (typeof PERIODS)[number];

const MONTHS = { MONTH: 1, QUARTER: 3, YEAR: 12 } as const;

/** Months since the year 0 of a day, written `YYYY-MM-DD`. */
function monthsOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function firstDay(months: number): string {
  const year = String(Math.floor(months / 12)).padStart(4, "0");
  return `${year}-${String((months % 12) + 1).padStart(2, "0")}-01`;
}

/** The first day of the period that a local day lies in. */
export function periodOf(kind: PeriodKind, day: string): string {
  const months = monthsOf(day);
  return firstDay(months - (months % MONTHS[kind]));
}

/** The first day after a period. */
export function nextPeriod(kind: PeriodKind, period: string): string {
  return firstDay(monthsOf(period) + MONTHS[kind]);
}

/** The first days of a period's months. */
export function monthsIn(kind: PeriodKind, period: string): string[] {
  return Array.from({ length: MONTHS[kind] }, (_, index) => firstDay(monthsOf(period) + index));
}

/** A period as people write it: `2026-01`, `2026-Q1` or `2026`. */
export function formatPeriod(kind: PeriodKind, period: string): string {
  const year = period.slice(0, 4);
  if (kind === "YEAR") return year;
  return kind === "MONTH" ? period.slice(0, 7) : `${year}-Q${(monthsOf(period) % 12) / 3 + 1}`;
}

const FORMS = {
  MONTH: { form: /^[12]\d{3}-(?:0[1-9]|1[0-2])$/, like: "a month, like 2026-01" },
  QUARTER: { form: /^[12]\d{3}-Q[1-4]$/, like: "a quarter, like 2026-Q1" },
  YEAR: { form: /^[12]\d{3}$/, like: "a year, like 2026" },
} as const;

/** The first day of a period as people write it; throws `INVALID` for another form. */
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
