// The moments and stretches of days that balances and statements are asked for.
import { Refusal } from "../../kernel/errors.ts";
import { parseDay, parseInstant } from "../../kernel/time.ts";
import type { Moment } from "../../ledger/balances-at.ts";
import type { Range } from "../../ledger/read-statement.ts";

/** Of the arguments `on` and `asOf`; undefined for now. Throws `INVALID` where both are given. */
export function momentOf(on: string | null, asOf: string | null): Moment | undefined {
  if (on == null) return asOf == null ? undefined : { asOf: parseInstant(asOf, "asOf") };
  if (asOf == null) return { on: parseDay(on, "on") };
  throw new Refusal("INVALID", "on: give either an accounting date or asOf", "on");
}

/** Whether a part of a cursor is a day. */
export function isDay(value: unknown): boolean {
  try {
    return parseDay(String(value), "day") === value;
  } catch {
    return false;
  }
}

/** Days in their order; throws `INVALID`. */
export function rangeOf(from: string, to: string): Range {
  const range = { from: parseDay(from, "from"), to: parseDay(to, "to") };
  if (range.from <= range.to) return range;
  throw new Refusal("INVALID", `to: ${to} is before ${from}`, "to");
}
