// What may not stand in a table of taxes, and what is likely to be a slip in one.

import { Refusal } from "../../../kernel/errors.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { divide, RATE_ONE } from "../../../kernel/rate.ts";
import type { Zone } from "../../../kernel/time.ts";
import type { TaxBand, TaxTable } from "./tax.ts";
import { STATUTORY, STATUTORY_ASSET } from "./tax-tables.ts";

/** Why terms may not name a table of the law: it does not hold yet, or is in another asset. */
export function statutoryFault(
  named: keyof typeof STATUTORY,
  field: string,
  effectiveFrom: number,
  { zone, asset }: { readonly zone: Zone; readonly asset: Asset },
): Refusal | undefined {
  const { from, source } = STATUTORY[named];
  const say = (why: string) => new Refusal("INVALID", `${field}: ${why}`, field);
  if (asset.code !== STATUTORY_ASSET.code || asset.scale !== STATUTORY_ASSET.scale) {
    return say(`the table ${named} is in CNY with 2 decimals; give one in ${asset.code}`);
  }
  if (effectiveFrom >= zone.startOfDay(from)) return undefined;
  return say(`the table ${named} holds from ${from} (${source})`);
}

/** Where the tax of a table jumps, or its taxable income does: the law's own tables do not. */
export function jumps(table: TaxTable, asset: Asset): string[] {
  const money = (minor: bigint) => formatAmount(minor, asset.scale);
  const told: string[] = [];
  if (table.method !== "CUMULATIVE") {
    const { upToMinor, fixedMinor, rateMicro } = table.allowance;
    if (upToMinor * rateMicro !== fixedMinor * RATE_ONE) {
      told.push(`allowance: what is taxed jumps at ${money(upToMinor)}`);
    }
  }
  for (const [index, { rateMicro, quickMinor }] of table.bands.entries()) {
    const below = table.bands[index - 1];
    if (below === undefined) continue;
    const more = below.upToMinor! * (rateMicro - below.rateMicro);
    const smooth = below.quickMinor + divide(more, RATE_ONE, "HALF_UP");
    if (smooth === quickMinor) continue;
    const where = `bands[${index}].quickDeduction: the tax jumps at ${money(below.upToMinor!)}`;
    told.push(`${where}; with ${money(smooth)} it does not`);
  }
  return told;
}

/** Bands that do not rise, and deductions by which the tax would be less than nothing. */
export function bandFaults(bands: readonly TaxBand[], asset: Asset) {
  return bands.flatMap(({ upToMinor, rateMicro, quickMinor }, index) => {
    const faults: { message: string; path: (string | number)[] }[] = [];
    const say = (field: string, message: string) => faults.push({ message, path: [index, field] });
    const from = bands[index - 1]?.upToMinor ?? 0n;
    const isLast = index === bands.length - 1;
    if (upToMinor === undefined && !isLast)
      say("upTo", "is missing: only the last band has no bound");
    if (upToMinor !== undefined && isLast) say("upTo", "the last band has no bound");
    if (upToMinor !== undefined && upToMinor <= from) {
      say("upTo", `${formatAmount(upToMinor, asset.scale)} is not above the band before`);
    }
    if (quickMinor * RATE_ONE > from * rateMicro) {
      const where = `at ${formatAmount(from, asset.scale)}, where the band begins`;
      say(
        "quickDeduction",
        `${formatAmount(quickMinor, asset.scale)} is more than the tax ${where}`,
      );
    }
    return faults;
  });
}
