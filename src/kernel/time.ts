// Parses times with an offset, and computes local days and months in a network's time zone
// (docs/rules.md §1).
import { Refusal } from "./errors.ts";
import { remembering } from "./remember.ts";

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:\d\d)$/;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2999;
/** Since 1970 no zone has changed its offset inside a quarter of an hour of UTC. */
const QUARTER_MS = 900_000;
const QUARTERS_A_DAY = 96;
const DAY_MS = QUARTERS_A_DAY * QUARTER_MS;
/** A zone's cache of local days is emptied when it has this many quarters of an hour. */
const MAX_REMEMBERED = 100_000;

/** Converts ISO 8601 with an offset and at most milliseconds to epoch milliseconds; throws `INVALID`. */
export function parseInstant(text: string, field: string): number {
  const parts = INSTANT.exec(text);
  const ms = parts === null ? Number.NaN : Date.parse(text);
  const year = Number(parts?.[1]);
  if (parts === null || Number.isNaN(ms) || !isCalendarDay(parts) || parts[4] === "24") {
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    const form = "like 2026-01-31T08:00:00+08:00";
    throw new Refusal(
      "INVALID",
      `${field}: "${shown}" is not a time with an offset, ${form}`,
      field,
    );
  }
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    const years = `${FIRST_YEAR} to ${LAST_YEAR}`;
    throw new Refusal("INVALID", `${field}: the year of "${text}" must be from ${years}`, field);
  }
  return ms;
}

/** Returns `text` if it is a day of the calendar, `YYYY-MM-DD`; throws `INVALID` otherwise. */
export function parseDay(text: string, field: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (parts === null || !isCalendarDay(parts)) {
    throw new Refusal("INVALID", `${field}: "${shown}" is not a day, like 2026-01-31`, field);
  }
  const year = Number(parts[1]);
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    const years = `${FIRST_YEAR} to ${LAST_YEAR}`;
    throw new Refusal("INVALID", `${field}: the year of "${text}" must be from ${years}`, field);
  }
  return text;
}

// Date.parse reads 31 February as 3 March; a ledger must refuse it.
function isCalendarDay(parts: RegExpExecArray): boolean {
  const [, year, month, day] = parts.map(Number);
  const date = new Date(Date.UTC(year!, month! - 1, day!));
  return date.getUTCMonth() === month! - 1 && date.getUTCDate() === day;
}

/** Converts epoch milliseconds to the canonical UTC text, always with milliseconds. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** The local calendar of a time zone. It caches the days it has computed, because Intl is slow. */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, string>();
  readonly #monthOf = remembering((day) => `${day.slice(0, 7)}-01`);

  /** `name` is an IANA zone; throws `INVALID` if it is unknown. */
  constructor(name: string) {
    this.name = name;
    try {
      this.#format = new Intl.DateTimeFormat("en-CA", { timeZone: name, dateStyle: "short" });
    } catch {
      throw new Refusal(
        "INVALID",
        `timeZone: "${name}" is not a time zone, like Asia/Shanghai`,
        "timeZone",
      );
    }
  }

  /** The local date of an instant, as `YYYY-MM-DD`. */
  day(ms: number): string {
    const quarter = Math.floor(ms / QUARTER_MS);
    let day = this.#days.get(quarter);
    if (day === undefined) {
      day = this.#format.format(ms);
      if (this.#days.size >= MAX_REMEMBERED) this.#days.clear();
      this.#days.set(quarter, day);
    }
    return day;
  }

  /** The first day of the instant's local month, which names a `CALENDAR_MONTH` window. */
  month(ms: number): string {
    return this.#monthOf(this.day(ms));
  }

  /** The instant at which a day begins: the day that is `days` after `day` (`YYYY-MM-DD`). */
  startOfDay(day: string, days = 0): number {
    const wanted = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS)
      .toISOString()
      .slice(0, 10);
    // No zone is a day away from UTC. Local days never go back, so a binary search finds the start.
    const around = Math.floor(Date.parse(`${wanted}T00:00:00Z`) / QUARTER_MS);
    let [before, from] = [around - QUARTERS_A_DAY, around + QUARTERS_A_DAY];
    while (from - before > 1) {
      const middle = Math.floor((before + from) / 2);
      if (this.day(middle * QUARTER_MS) < wanted) before = middle;
      else from = middle;
    }
    return from * QUARTER_MS;
  }
}
