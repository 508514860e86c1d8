// Decides downgrades when a window closes: which tiers were missed too often, and the new tier
// (docs/rules.md §4).
import type { Volume } from "../../network/engine/distributor.ts";
import { hasCriteria, type Ladder, rankOf } from "../../network/engine/ladder.ts";
import { meets, qualifiedRank } from "./upgrade.ts";
import type { Window } from "./window.ts";

/** A distributor's tier, and the facts that decide whether it keeps it when a window closes. */
export interface TierHolder {
  readonly tier: string;
  /** Only windows that began at this instant or later count. */
  readonly since: number;
  /** The lowest tier allowed, set by hand; null if there is none, or no longer. */
  readonly floor: string | null;
  /** The volume in the month that starts on the given day. */
  volumeIn(month: string): Volume;
}

/** The codes of the tiers that a closing window can downgrade. */
export function losableTiers({ tiers, downgrade }: Ladder): string[] {
  if (downgrade.policy === "NEVER") return [];
  return tiers.filter((tier, rank) => rank > 0 && hasCriteria(tier)).map(({ code }) => code);
}

/**
 * The new tier of a downgraded distributor, or null if it keeps its tier. `windows` has the closing
 * window first, then the windows before it. A tier or floor that the closing window's ladder does
 * not have stays unchanged.
 */
export function judge(held: TierHolder, windows: readonly Window[]): string | null {
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

// A tier without criteria, or one that the window's ladder does not have, never counts as missed.
function missedInARow(held: TierHolder, windows: readonly Window[]): number {
  const kept = windows.findIndex(({ month, from, ladder }) => {
    const tier = ladder.tiers.find(({ code }) => code === held.tier);
    const misses = tier !== undefined && !meets(tier, held.volumeIn(month));
    return from < held.since || !misses;
  });
  return kept < 0 ? windows.length : kept;
}
