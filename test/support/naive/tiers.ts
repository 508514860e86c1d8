// docs/rules.md §4 in the naive model: which version is in force, which tier is held, and who is
// upgraded.
import { readTime } from "./calendar.ts";
import type { History, TierSet } from "./history.ts";
import type { Ladder, Tier } from "./inputs.ts";

/** The latest version whose `effectiveFrom` is not after the instant. */
export function inForce<Version extends { readonly effectiveFrom: string }>(
  versions: readonly Version[],
  instant: string,
): Version | undefined {
  const from = (version: Version) => readTime(version.effectiveFrom)!;
  const begun = versions.filter((version) => from(version) <= instant);
  return begun.find((version) => begun.every((other) => from(other) <= from(version)));
}

/** An empty tier is the lowest. */
export function tierHeld(tier: string, ladder: Ladder | undefined): string {
  return tier === "" ? (ladder?.tiers[0]?.code ?? "") : tier;
}

/**
 * From the seller up, straight to the highest tier whose criteria all hold; each change is recorded.
 * Whoever holds a tier that this version lacks stays: the rules know no way down here.
 */
export function upgrades(
  ref: string,
  at: string,
  upline: readonly string[],
  month: string,
  ladder: Ladder,
  history: History,
): TierSet[] {
  const window = ladder.window === "LIFETIME" ? undefined : month;
  const changes: TierSet[] = [];
  for (const code of upline) {
    const held = tierHeld(history.distributor(code)!.tier, ladder);
    const rank = ladder.tiers.findIndex((tier) => tier.code === held);
    const reached = highestMet(code, window, ladder, history);
    if (rank < 0 || reached <= rank) continue;
    const tier = { ref, code, tier: ladder.tiers[reached]!.code, at };
    history.add({ tier });
    changes.push(tier);
  }
  return changes;
}

/** The rank of the highest tier whose criteria all hold, or -1. A month undefined is all of time. */
export function highestMet(
  code: string,
  month: string | undefined,
  ladder: Ladder,
  history: History,
): number {
  return ladder.tiers.findLastIndex((tier) => meets(code, tier, month, history) === true);
}

/** Whether all criteria of a tier hold; undefined for a tier without any. */
export function meets(
  code: string,
  { personalVolume, teamVolume }: Tier,
  month: string | undefined,
  history: History,
): boolean | undefined {
  if (personalVolume === undefined && teamVolume === undefined) return undefined;
  const personal = history.personalVolume(code, month);
  const team = history.teamVolume(code, month);
  if (personalVolume !== undefined && personal.lt(personalVolume)) return false;
  return teamVolume === undefined || team.gte(teamVolume);
}
