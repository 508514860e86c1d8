// Months, quarters and years of the naive model, written 2026-01, 2026-Q1 and 2026
// (docs/rules.md §5).
import { laterDay, startOf } from "./calendar.ts";

export type PeriodKind = "MONTH" | "QUARTER" | "YEAR";

const FORMS: Readonly<Record<PeriodKind, RegExp>> = {
  MONTH: /^\d{4}-(0[1-9]|1[0-2])$/,
  QUARTER: /^\d{4}-Q[1-4]$/,
  YEAR: /^\d{4}$/,
};

export function isPeriod(text: string, kind: PeriodKind): boolean {
  return FORMS[kind].test(text);
}

/** The period that a local date falls in. */
export function periodOf(day: string, kind: PeriodKind): string {
  const [year = "", month = ""] = day.split("-");
  if (kind === "YEAR") return year;
  return kind === "MONTH" ? `${year}-${month}` : `${year}-Q${Math.ceil(Number(month) / 3)}`;
}

export function firstDayOf(period: string): string {
  const [year = "", part = "01"] = period.split("-");
  const month = part.startsWith("Q") ? Number(part.slice(1)) * 3 - 2 : Number(part);
  return `${year}-${String(month).padStart(2, "0")}-01`;
}

const daysAfter = new Map<string, string>();

/** The first day after a period: the first that falls in another one. */
export function dayAfter(period: string, kind: PeriodKind): string {
  let day = daysAfter.get(period);
  if (day !== undefined) return day;
  day = firstDayOf(period);
  while (periodOf(day, kind) === period) day = laterDay(day, 1);
  daysAfter.set(period, day);
  return day;
}

/** The end of a month's window: the first instant of the next. */
export function windowEnd(month: string, timeZone: string): string {
  return startOf(dayAfter(month, "MONTH"), timeZone);
}
