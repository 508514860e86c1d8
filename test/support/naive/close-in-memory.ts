// Closes for the pure engine's side of the comparison: as the settlement closes, without its tables.
import { close } from "../../../src/commission/engine/closing.ts";
import { ruler } from "../../../src/commission/engine/programme.ts";
import { Refusal } from "../../../src/kernel/errors.ts";
import { nextPeriod, type PeriodKind, parsePeriod } from "../../../src/kernel/period.ts";
import type { Books } from "./books.ts";

interface Asked {
  readonly code: string;
  readonly period: string;
  readonly at: string;
}

/** Closes a period of a programme, if it is one that has ended. Returns the statement's lines. */
export function closePeriod(books: Books, { code, period: text, at }: Asked): string[] {
  const versions = books.programmes.versionsOf(code);
  const kind = versions.at(-1)?.period;
  const period = kind === undefined ? undefined : findPeriod(kind, text);
  if (kind === undefined || period === undefined || books.isClosed(code, period)) return [];
  const programme = ruler(versions, period);
  const ends = books.zone.startOfDay(nextPeriod(kind, period));
  if (programme === undefined || Date.parse(at) < ends) return [];
  const { lines, legs } = close(books, programme, period);
  books.post(`PROGRAMME_CLOSE ${code} ${text}`, legs);
  books.closed.add(`${code} ${period}`);
  return lines.map(({ supplier, volumeMinor, bonusMinor, shortfallMinor }) =>
    [code, period, supplier, volumeMinor, bonusMinor, shortfallMinor].join(" "),
  );
}

function findPeriod(kind: PeriodKind, text: string): string | undefined {
  try {
    return parsePeriod(kind, text, "period");
  } catch (refusal) {
    if (refusal instanceof Refusal) return undefined;
    throw refusal;
  }
}
