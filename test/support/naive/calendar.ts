// Times of the naive model: instants in text, and the days that they fall on where the network is.

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No two clocks differ by more than this, and all of them by a multiple of a quarter of an hour. */
const FURTHEST_MS = 15 * HOUR_MS;
const QUARTER_MS = HOUR_MS / 4;

const formats = new Map<string, Intl.DateTimeFormat>();
const starts = new Map<string, string>();

/**
 * The instant in UTC with milliseconds, or undefined for a text without an offset or too fine
 * (docs/rules.md §1).
 */
export function readTime(text: string): string | undefined {
  if (!TIME.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The local date of an instant, as `2026-01-31`. */
export function dayOf(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
    format = new Intl.DateTimeFormat("en-US", { timeZone, ...parts });
    formats.set(timeZone, format);
  }
  const [month, day, year] = format.format(new Date(instant)).split("/");
  return `${year}-${month}-${day}`;
}

/** The local month of an instant, as `2026-01`. */
export function monthOf(instant: string, timeZone: string): string {
  return dayOf(instant, timeZone).slice(0, 7);
}

/** The date so many days after another. */
export function laterDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first instant of a local date: the first quarter of an hour that falls on it. */
export function startOf(day: string, timeZone: string): string {
  const key = `${timeZone} ${day}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  let instant = Date.parse(day) - FURTHEST_MS;
  while (dayOf(new Date(instant).toISOString(), timeZone) < day) instant += QUARTER_MS;
  const found = new Date(instant).toISOString();
  starts.set(key, found);
  return found;
}
