// Checks a tax table: faults that are refused, and probable mistakes that are warned about.

import { Refusal } from "../../../kernel/errors.ts";
import { halfUp } from "../../../kernel/exact.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import type { Zone } from "../../../kernel/time.ts";
import type { TaxBand, TaxTable } from "./tax.ts";
import { STATUTORY, STATUTORY_ASSET } from "./tax-tables.ts";

/**
 * Why payout terms may not name a statutory table: it is not in force yet, or is in another asset.
 */
export function statutoryFault(
  named: keyof typeof STATUTORY,
  field: string,
  effectiveFrom: number,
  { zone, asset }: { readonly zone: Zone; readonly asset: Asset },
): Refusal | undefined {
  const { from, source } = STATUTORY[named];
  const say = (why: string) => new Refusal("INVALID", `${field}: ${why}`, field);
  if (asset.code !== STATUTORY_ASSET.code || asset.scale !== STATUTORY_ASSET.scale) {
    return say(
      `the table ${named} is in CNY with 2 decimals; give your own table in ${asset.code}`,
    );
  }
  if (effectiveFrom >= zone.startOfDay(from)) return undefined;
  return say(
    `the table ${named} is in force from ${from} (${source}); start the terms at that day or later`,
  );
}

/** Where the tax or the taxable income of a table jumps; statutory tables have no jumps. */
export function jumps(table: TaxTable, asset: Asset): string[] {
  const money = (minor: bigint) => formatAmount(minor, asset.scale);
  const told: string[] = [];
  if (table.method !== "CUMULATIVE") {
    const { upToMinor, fixedMinor, rate } = table.allowance;
    if (!rate.times(upToMinor).eq(fixedMinor)) {
      told.push(`allowance: the taxable income jumps at ${money(upToMinor)}`);
    }
  }
  for (const [index, { rate, quickMinor }] of table.bands.entries()) {
    const below = table.bands[index - 1];
    if (below === undefined) continue;
    const more = rate.minus(below.rate).times(below.upToMinor!);
    const smooth = below.quickMinor + halfUp(more);
    if (smooth === quickMinor) continue;
    const where = `bands[${index}].quickDeduction: the tax jumps at ${money(below.upToMinor!)}`;
    told.push(`${where}; use ${money(smooth)} to avoid the jump`);
  }
  return told;
}

/** Faults of bands that are not in ascending order, or whose deduction makes the tax negative. */
export function bandFaults(bands: readonly TaxBand[], asset: Asset) {
  return bands.flatMap(({ upToMinor, rate, quickMinor }, index) => {
    const faults: { message: string; path: (string | number)[] }[] = [];
    const say = (field: string, message: string) => faults.push({ message, path: [index, field] });
    const from = bands[index - 1]?.upToMinor ?? 0n;
    const isLast = index === bands.length - 1;
    if (upToMinor === undefined && !isLast)
      say("upTo", "is missing: only the last band may omit it");
    if (upToMinor !== undefined && isLast) say("upTo", "is not allowed in the last band");
    if (upToMinor !== undefined && upToMinor <= from) {
      say(
        "upTo",
        `${formatAmount(upToMinor, asset.scale)} must be above upTo of the previous band`,
      );
    }
    if (rate.times(from).lt(quickMinor)) {
      const where = `at ${formatAmount(from, asset.scale)}, the start of the band`;
      say(
        "quickDeduction",
        `${formatAmount(quickMinor, asset.scale)} is more than the tax ${where}`,
      );
    }
    return faults;
  });
}
