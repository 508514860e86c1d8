// The windows in which tiers are evaluated: local months, each with its ladder (docs/rules.md §4).
import { inForce } from "../../kernel/in-force.ts";

import type { Zone } from "../../kernel/time.ts";
import type { Ladder } from "../../network/engine/ladder.ts";

/**
 * A month whose volumes are counted separately, with the ladder in force at its last millisecond.
 */
export interface Window {
  /** The first day of the month. */
  readonly month: string;
  /** Its first instant. */
  readonly from: number;
  readonly ladder: Ladder;
}

/** The first day of the month that is `months` months after `month`, itself a first day. */
export function monthAfter(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year!, number! - 1 + months)).toISOString().slice(0, 10);
}

/** The first instant after a month. */
export function endOfMonth(zone: Zone, month: string): number {
  return zone.startOfDay(monthAfter(month, 1));
}

/** The ladder that applies to a month; undefined before the first ladder. */
export function ladderOfMonth(
  ladders: readonly Ladder[],
  zone: Zone,
  month: string,
): Ladder | undefined {
  return inForce(ladders, endOfMonth(zone, month) - 1);
}

/**
 * The windows that count when a month closes: the month itself first, then as many months before it
 * as its ladder has grace windows. None if the ladder counts lifetime volumes.
 */
export function windowsBack(ladders: readonly Ladder[], zone: Zone, month: string): Window[] {
  const windows: Window[] = [];
  for (let back = 0; back <= (windows[0]?.ladder.downgrade.graceWindows ?? 0); back += 1) {
    const first = monthAfter(month, -back);
    const ladder = ladderOfMonth(ladders, zone, first);
    if (ladder?.window !== "CALENDAR_MONTH") break;
    windows.push({ month: first, from: zone.startOfDay(first), ladder });
  }
  return windows;
}
