// The days that a statement covers: as it says, as whoever imports it says, or those of its lines.

import { Refusal } from "../../../kernel/errors.ts";
import type { Statement } from "../formats/statement.ts";

/** Local days, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** Days of one statement at most. */
const MAX_DAYS = 366;
const DAY_MS = 86_400_000;

/** Throws `INVALID` where nobody says the days, two say different ones, or a line is not in them. */
export function daysOf(statement: Statement, given: Partial<Days>): Days {
  const { lines, days: said } = statement;
  for (const side of ["from", "to"] as const) {
    if (said === undefined || given[side] === undefined || given[side] === said[side]) continue;
    throw refused(side, `${given[side]} is not what the statement itself says, ${said[side]}`);
  }
  const days = lines.map(({ day }) => day).sort();
  const [from, to] = [(said ?? given).from ?? days[0], (said ?? given).to ?? days.at(-1)];
  if (from === undefined || to === undefined) {
    throw refused("from", "the statement has no lines and does not say which days it covers");
  }
  if (from > to) throw refused("to", `${to} is before ${from}`);
  if ((Date.parse(to) - Date.parse(from)) / DAY_MS >= MAX_DAYS) {
    throw refused("to", `from ${from} to ${to} are more than ${MAX_DAYS} days`);
  }
  const outside = lines.find(({ day }) => day < from || day > to);
  if (outside === undefined) return { from, to };
  const where = `line ${outside.line}: ${outside.day} is not in the days of the statement`;
  throw new Refusal("INVALID", `${where}, ${from} to ${to}`, "content");
}

function refused(field: string, why: string): Refusal {
  return new Refusal("INVALID", `${field}: ${why}`, field);
}

/** The day that is so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
