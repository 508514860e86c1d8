// Downgrades: whose tier goes how far down when a window closes, for having missed it too long (rules §4).
import type { Volume } from "./distributor.ts";
import { hasCriteria, type Ladder, meets, qualifiedRank, rankOf } from "./ladder.ts";
import type { Window } from "./window.ts";

/** How a distributor holds its tier when a window closes. */
export interface Held {
  readonly tier: string;
  /** Only windows that began then or later count. */
  readonly since: number;
  /** The tier set by hand that it may not fall below; null: none, or no longer. */
  readonly floor: string | null;
  /** Its volume in the month that begins with a day. */
  volumeIn(month: string): Volume;
}

/** The tiers from which a closing window may downgrade, by their codes. */
export function losableTiers({ tiers, downgrade }: Ladder): string[] {
  if (downgrade.policy === "NEVER") return [];
  return tiers.filter((tier, rank) => rank > 0 && hasCriteria(tier)).map(({ code }) => code);
}

/**
 * The tier to which a distributor is downgraded, or null if it keeps its own. `windows` has the one
 * that closes first, and then those right before it. A tier or floor that the closing window's
 * ladder does not know is left alone.
 */
export function judge(held: Held, windows: readonly Window[]): string | null {
  const [closing] = windows;
  if (closing === undefined) return null;
  const { ladder, month } = closing;
  const { policy, graceWindows } = ladder.downgrade;
  const rank = rankOf(held.tier, ladder);
  const floor = rankOf(held.floor, ladder);
  if (policy === "NEVER" || floor < 0 || missedInARow(held, windows) <= graceWindows) return null;
  const wanted = policy === "ONE_STEP" ? rank - 1 : qualifiedRank(ladder, held.volumeIn(month));
  const to = Math.max(wanted, floor);
  return to < rank ? ladder.tiers[to]!.code : null;
}

// A tier without criteria is never missed, nor one that the window's ladder does not know.
function missedInARow(held: Held, windows: readonly Window[]): number {
  const kept = windows.findIndex(({ month, from, ladder }) => {
    const tier = ladder.tiers.find(({ code }) => code === held.tier);
    const misses = tier !== undefined && !meets(tier, held.volumeIn(month));
    return from < held.since || !misses;
  });
  return kept < 0 ? windows.length : kept;
}
