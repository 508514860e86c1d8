// Ladders: the tiers of a network in rank order, and what it takes to reach each (docs/rules.md §4).

export interface Tier {
  readonly code: string;
  readonly personalVolumeMinor?: bigint | undefined;
  readonly teamVolumeMinor?: bigint | undefined;
}

/** The downgrade policy, applied after a tier is missed in more windows than `graceWindows`. */
export interface Downgrade {
  readonly policy: "ONE_STEP" | "TO_QUALIFIED" | "NEVER";
  readonly graceWindows: number;
}

export interface Ladder {
  readonly version: number;
  readonly effectiveFrom: number;
  readonly window: "CALENDAR_MONTH" | "LIFETIME";
  readonly downgrade: Downgrade;
  /** In order of rank, the lowest first. */
  readonly tiers: readonly Tier[];
}

/**
 * The rank of a distributor's tier in a ladder. A null tier has the lowest rank; a tier that this
 * version of the ladder does not have ranks below all (-1), so that it meets no `minTier`.
 */
export function rankOf(tier: string | null, ladder: Ladder | undefined): number {
  if (ladder === undefined) return -1;
  return tier === null ? 0 : ladder.tiers.findIndex((one) => one.code === tier);
}

/** Whether a tier has volume criteria; a tier without them is the lowest, or is set by hand. */
export function hasCriteria({ personalVolumeMinor, teamVolumeMinor }: Tier): boolean {
  return personalVolumeMinor !== undefined || teamVolumeMinor !== undefined;
}
