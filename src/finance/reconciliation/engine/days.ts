// Decides the days that a statement covers: from the statement, the import request, or its lines.

import { countDays, type Days } from "../../../kernel/days.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { Statement } from "../formats/statement.ts";

/** Most days of one statement. */
const MAX_DAYS = 366;

/** Throws `INVALID` if the days are unknown or contradictory, or if a line is outside them. */
export function daysOf(statement: Statement, given: Partial<Days>): Days {
  const { lines, days: said } = statement;
  for (const side of ["from", "to"] as const) {
    if (said === undefined || given[side] === undefined || given[side] === said[side]) continue;
    throw refused(side, `${given[side]} differs from the statement, which says ${said[side]}`);
  }
  const days = lines.map(({ day }) => day).sort();
  const [from, to] = [(said ?? given).from ?? days[0], (said ?? given).to ?? days.at(-1)];
  if (from === undefined || to === undefined) {
    throw refused("from", "is required: the statement has no lines and names no days");
  }
  if (from > to) throw refused("to", `${to} is before ${from}`);
  if (countDays({ from, to }) > MAX_DAYS) {
    throw refused("to", `${from} to ${to} is more than ${MAX_DAYS} days`);
  }
  const outside = lines.find(({ day }) => day < from || day > to);
  if (outside === undefined) return { from, to };
  const where = `line ${outside.line}: ${outside.day} is outside the days of the statement`;
  throw new Refusal("INVALID", `${where}, ${from} to ${to}`, "content");
}

function refused(field: string, why: string): Refusal {
  return new Refusal("INVALID", `${field}: ${why}`, field);
}
