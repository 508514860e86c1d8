// Compares two versions of a ladder, tier by tier, so that a reviewer sees what a draft changes.
import { type Asset, formatAmount, parseAmount } from "../../../kernel/money.ts";
import type { LadderDocument } from "../../../network/engine/ladder-document.ts";
import { changeOf, changesOf } from "../../../platform/publishing/change-text.ts";

type Tier = LadderDocument["tiers"][number];

/** A line for each change: `tier GOLD: team volume 50,000.00 → 60,000.00`. */
export function compareLadders(
  before: LadderDocument,
  after: LadderDocument,
  asset: Asset,
): string[] {
  const was = new Map(before.tiers.map((tier) => [tier.code, tier]));
  const is = new Set(after.tiers.map((tier) => tier.code));
  const { window, downgrade } = before;
  return [
    ...changesOf({ window, downgrade }, { window: after.window, downgrade: after.downgrade }),
    ...after.tiers.flatMap((tier, rank) => {
      const old = was.get(tier.code);
      if (old === undefined) return [`tier ${tier.code} is new, ${placeOf(after.tiers, rank)}`];
      const changes = changesOf(criteriaOf(old, asset), criteriaOf(tier, asset));
      return changes.map((change) => `tier ${tier.code}: ${change}`);
    }),
    ...before.tiers
      .filter(({ code }) => !is.has(code))
      .map(({ code }) => `tier ${code} is removed`),
    ...orderOf(before.tiers, after.tiers),
  ];
}

function placeOf(tiers: readonly Tier[], rank: number): string {
  return rank === 0 ? "the lowest" : `above ${tiers[rank - 1]!.code}`;
}

function criteriaOf({ personalVolume, teamVolume }: Tier, { scale }: Asset) {
  const text = (volume: string | undefined) => {
    if (volume === undefined) return undefined;
    const [whole = "", ...decimals] = formatAmount(
      parseAmount(volume, scale, "volume"),
      scale,
    ).split(".");
    return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...decimals].join(".");
  };
  return { "personal volume": text(personalVolume), "team volume": text(teamVolume) };
}

function orderOf(before: readonly Tier[], after: readonly Tier[]): string[] {
  const common = (tiers: readonly Tier[], others: readonly Tier[]) => {
    const codes = new Set(others.map(({ code }) => code));
    return tiers.map(({ code }) => code).filter((code) => codes.has(code));
  };
  const change = changeOf(
    "tiers in rank order",
    common(before, after),
    common(after, before),
    true,
  );
  return change === undefined ? [] : [change];
}
