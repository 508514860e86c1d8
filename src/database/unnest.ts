// Encodes columns of many rows as PostgreSQL array literals: one parameter for each column.

/** Numbers, bigints, or null. */
export function numbers(values: Iterable<bigint | number | null>): string {
  let out = "";
  for (const value of values) out += `,${value ?? "NULL"}`;
  return `{${out.slice(1)}}`;
}

/** Texts (also dates, times and JSON), or null. */
export function texts(values: Iterable<string | null>): string {
  let out = "";
  for (const value of values) out += value === null ? ",NULL" : `,"${quoted(value)}"`;
  return `{${out.slice(1)}}`;
}

const SPECIAL = /["\\]/;

function quoted(value: string): string {
  return SPECIAL.test(value) ? value.replace(/["\\]/g, "\\$&") : value;
}
