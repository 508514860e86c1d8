// Which tiers volumes reach, and the upgrades at the order that reaches a tier's criteria
// (docs/rules.md §4).
import { type Distributor, lineUp, type Volume } from "../../network/engine/distributor.ts";
import { hasCriteria, type Ladder, rankOf, type Tier } from "../../network/engine/ladder.ts";

export interface TierChange {
  readonly distributor: Distributor;
  readonly from: string | null;
  readonly to: string;
}

/** Whether all criteria of a tier are met. */
export function meets({ personalVolumeMinor, teamVolumeMinor }: Tier, volume: Volume): boolean {
  const personal = personalVolumeMinor === undefined || volume.personal >= personalVolumeMinor;
  return personal && (teamVolumeMinor === undefined || volume.team >= teamVolumeMinor);
}

/**
 * The highest rank whose criteria are all met; a tier without criteria qualifies only as the
 * lowest.
 */
export function qualifiedRank(ladder: Ladder, volume: Volume): number {
  const rank = ladder.tiers.findLastIndex((tier) => hasCriteria(tier) && meets(tier, volume));
  return Math.max(rank, 0);
}

/**
 * The upgrades of the seller and its upline, from the seller up, after the order's volume was added
 * to `month`, the first day of its local month.
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
