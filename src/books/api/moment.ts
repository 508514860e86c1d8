// The `asOf`, `on`, `from` and `to` arguments of balances and account statements.
import type { Days } from "../../kernel/days.ts";
import { Refusal } from "../../kernel/errors.ts";
import { parseDay, parseInstant } from "../../kernel/time.ts";
import type { Moment } from "../../ledger/balances-at.ts";

/** The options of every argument `asOf` of balances. */
export const AS_OF = {
  nullable: true,
  description: "Count the transactions recorded up to this instant. Default: now.",
};

/** The options of an argument `on` beside `asOf`. */
export const ON_DAY = {
  nullable: true,
  description:
    "Count the transactions with this accounting date or an earlier one. May not be combined with asOf.",
};

/** The moment that `on` or `asOf` names; undefined means now. Throws `INVALID` if both are given. */
export function momentOf(on: string | null, asOf: string | null): Moment | undefined {
  if (on == null) return asOf == null ? undefined : { asOf: parseInstant(asOf, "asOf") };
  if (asOf == null) return { on: parseDay(on, "on") };
  throw new Refusal("INVALID", "on: give only one of on and asOf", "on");
}

/** Whether a value from a cursor is a day. */
export function isDay(value: unknown): boolean {
  try {
    return parseDay(String(value), "day") === value;
  } catch {
    return false;
  }
}

/** The days from `from` to `to`. Throws `INVALID` if `to` is before `from`. */
export function daysOf(from: string, to: string): Days {
  const days = { from: parseDay(from, "from"), to: parseDay(to, "to") };
  if (days.from <= days.to) return days;
  throw new Refusal("INVALID", `to: ${to} is before from (${from})`, "to");
}
