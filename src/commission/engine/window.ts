// The windows in which tiers are held: local months, each with the ladder by which it is judged (rules §4).
import type { Zone } from "../../kernel/time.ts";
import type { Ladder } from "./ladder.ts";
import { inForce } from "./state.ts";

/** A month whose volumes count by themselves, with the ladder in force at its last millisecond. */
export interface Window {
  /** The first day of the month. */
  readonly month: string;
  /** Its first instant. */
  readonly from: number;
  readonly ladder: Ladder;
}

/** The first day of the month so many months after the one that begins with `month`. */
export function monthAfter(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year!, number! - 1 + months)).toISOString().slice(0, 10);
}

/** The first instant after a month. */
export function endOfMonth(zone: Zone, month: string): number {
  return zone.startOfDay(monthAfter(month, 1));
}

/** The ladder that a month is judged by; undefined before the first one. */
export function ladderOfMonth(
  ladders: readonly Ladder[],
  zone: Zone,
  month: string,
): Ladder | undefined {
  return inForce(ladders, endOfMonth(zone, month) - 1);
}

/**
 * The windows that count when a month closes: itself first, then those right before it, as many as
 * its ladder's grace lets pass and one more. None where its ladder counts over a lifetime.
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
