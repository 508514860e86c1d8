// What a distributor lacks for the next tier that volumes can reach (rules §4).
import type { Volume } from "./distributor.ts";
import { hasCriteria, type Ladder, rankOf, type Tier } from "./ladder.ts";

/** One criterion of a tier, in minor units. */
export interface Criterion {
  readonly neededMinor: bigint;
  readonly reachedMinor: bigint;
  /** 0 where it is met. */
  readonly missingMinor: bigint;
}

export interface NextTier {
  readonly tier: Tier;
  readonly rank: number;
  /** Undefined where the tier does not ask for it. */
  readonly personal: Criterion | undefined;
  readonly team: Criterion | undefined;
}

/**
 * The next higher tier with criteria, and how far `volume` is from it. Undefined at the top, where
 * the rest is given by hand only, and for a tier that the ladder does not know.
 */
export function nextTier(
  ladder: Ladder,
  held: string | null,
  volume: Volume,
): NextTier | undefined {
  const own = rankOf(held, ladder);
  const rank = ladder.tiers.findIndex((tier, index) => index > own && hasCriteria(tier));
  if (own < 0 || rank < 0) return undefined;
  const tier = ladder.tiers[rank]!;
  const personal = criterion(tier.personalVolumeMinor, volume.personal);
  return { tier, rank, personal, team: criterion(tier.teamVolumeMinor, volume.team) };
}

function criterion(neededMinor: bigint | undefined, reachedMinor: bigint): Criterion | undefined {
  if (neededMinor === undefined) return undefined;
  const short = neededMinor - reachedMinor;
  return { neededMinor, reachedMinor, missingMinor: short > 0n ? short : 0n };
}
