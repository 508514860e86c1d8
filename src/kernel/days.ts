// Days without a time, written as `YYYY-MM-DD`, and ranges of them.

const DAY_MS = 86_400_000;

/** Days, both inclusive. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** The day that is some days later, or earlier if the number is negative. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export function dayBefore(day: string): string {
  return dayAfter(day, -1);
}

/** The number of days; 0 or less if `to` is before `from`. */
export function countDays({ from, to }: Days): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}
