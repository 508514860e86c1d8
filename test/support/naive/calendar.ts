// Times of the naive model: instants in text, and the month that they fall in where the network is.

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The instant in UTC with milliseconds, or undefined for a text without an offset or too fine (§1). */
export function readTime(text: string): string | undefined {
  if (!TIME.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The local month of an instant, as `2026-01`. */
export function monthOf(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit" });
    formats.set(timeZone, format);
  }
  const [month, year] = format.format(new Date(instant)).split("/");
  return `${year}-${month}`;
}
