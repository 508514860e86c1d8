// Ladders, and the evaluation that upgrades at the order that crosses the line (rules §4).
import { type Distributor, lineUp, type Volume } from "./distributor.ts";

export interface Tier {
  readonly code: string;
  readonly personalVolumeMinor?: bigint | undefined;
  readonly teamVolumeMinor?: bigint | undefined;
}

/** Who goes down when a window closes, once it has missed its tier in more windows than these. */
export interface Downgrade {
  readonly policy: "ONE_STEP" | "TO_QUALIFIED" | "NEVER";
  readonly graceWindows: number;
}

export interface Ladder {
  readonly version: number;
  readonly effectiveFrom: number;
  readonly window: "CALENDAR_MONTH" | "LIFETIME";
  readonly downgrade: Downgrade;
  /** In rank order, the lowest first. */
  readonly tiers: readonly Tier[];
}

export interface TierChange {
  readonly distributor: Distributor;
  readonly from: string | null;
  readonly to: string;
}

/**
 * The rank of a distributor's tier in a ladder. No tier is the lowest; a tier that this version of
 * the ladder does not know ranks below all (-1), so that it meets no `minTier`.
 */
export function rankOf(tier: string | null, ladder: Ladder | undefined): number {
  if (ladder === undefined) return -1;
  return tier === null ? 0 : ladder.tiers.findIndex((one) => one.code === tier);
}

/** Whether volumes can reach a tier; without criteria it is reached as the lowest, or by hand. */
export function hasCriteria({ personalVolumeMinor, teamVolumeMinor }: Tier): boolean {
  return personalVolumeMinor !== undefined || teamVolumeMinor !== undefined;
}

/** Whether all of a tier's criteria hold. */
export function meets({ personalVolumeMinor, teamVolumeMinor }: Tier, volume: Volume): boolean {
  const personal = personalVolumeMinor === undefined || volume.personal >= personalVolumeMinor;
  return personal && (teamVolumeMinor === undefined || volume.team >= teamVolumeMinor);
}

/** The highest rank whose criteria all hold; a tier without criteria is reached as the lowest only. */
export function qualifiedRank(ladder: Ladder, volume: Volume): number {
  const rank = ladder.tiers.findLastIndex((tier) => hasCriteria(tier) && meets(tier, volume));
  return Math.max(rank, 0);
}

/**
 * Upgrades of the seller and its upline, from the seller up, once the order's volume was added to
 * `month`, the first day of its local month.
 */
export function upgrades(ladder: Ladder, seller: Distributor, month: string): TierChange[] {
  const changes: TierChange[] = [];
  for (const distributor of lineUp(seller)) {
    const held = rankOf(distributor.tier, ladder);
    if (held < 0 || held === ladder.tiers.length - 1) continue;
    const reached = qualifiedRank(ladder, windowVolume(distributor, ladder, month));
    if (reached > held) {
      changes.push({ distributor, from: distributor.tier, to: ladder.tiers[reached]!.code });
    }
  }
  return changes;
}

function windowVolume(distributor: Distributor, ladder: Ladder, month: string): Volume {
  if (ladder.window === "CALENDAR_MONTH") {
    return distributor.volumes.get(month) ?? { personal: 0n, team: 0n };
  }
  const lifetime = { personal: 0n, team: 0n };
  for (const volume of distributor.volumes.values()) {
    lifetime.personal += volume.personal;
    lifetime.team += volume.team;
  }
  return lifetime;
}
