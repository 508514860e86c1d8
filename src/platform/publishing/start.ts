// When a document starts: at an instant, or on a day of its network's calendar.
import type { Zone } from "../../kernel/time.ts";
import { formatInstant, parseInstant } from "../../kernel/time.ts";

/**
 * How documents of a kind state when they start. Starts are compared as numbers: an instant by its
 * epoch milliseconds, a day by those of its midnight in UTC, which orders days as the calendar does.
 */
export interface Start {
  /** Before a start in a sentence: it starts `at` an instant, `on` a day. */
  readonly preposition: "at" | "on";
  /** The start that a checked document's `effectiveFrom` says. */
  parse(effectiveFrom: string): number;
  /** As the ledger and the table store it. */
  format(start: number): string;
  /** The start of what would begin at a moment. */
  at(moment: number, zone: Zone): number;
  /** Why a version took effect besides the clock: the end of `took effect at …`. */
  because(use: string, hasCome: boolean): string;
}

export const AT_INSTANT: Start = {
  preposition: "at",
  parse: (effectiveFrom) => parseInstant(effectiveFrom, "effectiveFrom"),
  format: formatInstant,
  at: (moment) => moment,
  because: (use) => ` (${use})`,
};

export const ON_DAY: Start = {
  preposition: "on",
  parse: (effectiveFrom) => Date.parse(effectiveFrom),
  format: (start) => formatInstant(start).slice(0, 10),
  at: (moment, zone) => Date.parse(zone.day(moment)),
  // If the day has come, no other reason is needed.
  because: (use, hasCome) => (hasCome ? "" : ` (${use})`),
};
