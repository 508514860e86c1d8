// Supplier volume programmes: the bonus B(V) of a volume, and the version in force for a period
// (docs/rules.md §5).
import { inRange } from "../../kernel/money.ts";
import { type PeriodKind, periodOf } from "../../kernel/period.ts";
import { RATE_ONE } from "../../kernel/rate.ts";

export const METHODS = ["MARGINAL", "RETROACTIVE"] as const;
export const THRESHOLDS = ["EXCLUSIVE", "INCLUSIVE"] as const;
export const PAYERS = ["PLATFORM", "SUPPLIER"] as const;
export const VOLUME_BASES = ["COST", "GROSS"] as const;
export type Payer = (typeof PAYERS)[number];

/** A band that starts at `overMinor`: a rate in millionths, or a fixed amount. */
export interface Band {
  readonly overMinor: bigint;
  readonly rateMicro?: bigint | undefined;
  readonly amountMinor?: bigint | undefined;
}

/** The scale that decides the bonus of a volume; the bands in ascending order. */
export interface BonusScale {
  readonly method: (typeof METHODS)[number];
  readonly threshold: (typeof THRESHOLDS)[number];
  readonly bands: readonly Band[];
}

/** A volume that one side commits to; at the close it pays for the shortfall (年度保底采购). */
export interface Commitment {
  readonly committedMinor: bigint;
  readonly shortfallRateMicro: bigint;
  readonly committedBy: Payer;
}

/** One version of a programme; days are local, `YYYY-MM-DD`. */
export interface Programme extends BonusScale {
  /** The id of this version's row. */
  readonly id: number;
  readonly code: string;
  readonly version: number;
  /** In the document's order; several suppliers form an alliance (集采联盟). */
  readonly suppliers: readonly string[];
  readonly effectiveFrom: string;
  /** The last day; null if there is no end. */
  readonly effectiveTo: string | null;
  readonly period: PeriodKind;
  readonly basis: (typeof VOLUME_BASES)[number];
  readonly payer: Payer;
  readonly commitment: Commitment | undefined;
}

/** The index of the band that a volume reaches; -1 below the first band. */
export function bandReached({ bands, threshold }: BonusScale, volumeMinor: bigint): number {
  return bands.findLastIndex(({ overMinor }) =>
    threshold === "EXCLUSIVE" ? volumeMinor > overMinor : volumeMinor >= overMinor,
  );
}

/** B(V) in minor units, rounded down once; 0 for a volume of 0 or less. */
export function bonus(scale: BonusScale, volumeMinor: bigint): bigint {
  if (volumeMinor <= 0n) return 0n;
  const reached = bandReached(scale, volumeMinor);
  const band = scale.bands[reached];
  if (band === undefined) return 0n;
  if (scale.method === "RETROACTIVE") {
    const { rateMicro, amountMinor = 0n } = band;
    return inRange(
      rateMicro === undefined ? amountMinor : (volumeMinor * rateMicro) / RATE_ONE,
      "bonus",
    );
  }
  let [micros, fixed] = [0n, 0n];
  for (const [index, { overMinor, rateMicro, amountMinor }] of scale.bands.entries()) {
    if (index > reached) break;
    const end = index === reached ? volumeMinor : scale.bands[index + 1]!.overMinor;
    micros += (end - overMinor) * (rateMicro ?? 0n);
    fixed += amountMinor ?? 0n;
  }
  return inRange(micros / RATE_ONE + fixed, "bonus");
}

/** The amount owed for a volume below the commitment, in minor units, rounded down. */
export function shortfall({ commitment }: Programme, volumeMinor: bigint): bigint {
  if (commitment === undefined || volumeMinor >= commitment.committedMinor) return 0n;
  const { committedMinor, shortfallRateMicro } = commitment;
  return inRange(((committedMinor - volumeMinor) * shortfallRateMicro) / RATE_ONE, "shortfall");
}

/** The programmes of a network, and the version in force at each time. */
export class Programmes {
  readonly all: readonly Programme[];
  /** By code, sorted by code; the versions of each sorted by effectiveFrom. */
  readonly byCode: ReadonlyMap<string, readonly Programme[]>;
  readonly #chosen = new Map<string, readonly Programme[]>();

  constructor(all: readonly Programme[]) {
    this.all = all;
    const sorted = all.toSorted((a, b) => compare(a.code, b.code) || a.version - b.version);
    this.byCode = Map.groupBy(sorted, ({ code }) => code);
  }

  versionsOf(code: string): readonly Programme[] {
    return this.byCode.get(code) ?? [];
  }

  /** The versions that count a supplier's orders of a month (given by its first day), by code. */
  counting(supplier: string, month: string): readonly Programme[] {
    const key = `${supplier} ${month}`;
    let chosen = this.#chosen.get(key);
    if (chosen === undefined) {
      const ruling = [...this.byCode.values()].flatMap((versions) => ruler(versions, month) ?? []);
      chosen = ruling.filter(({ suppliers }) => suppliers.includes(supplier));
      this.#chosen.set(key, chosen);
    }
    return chosen;
  }
}

/**
 * The version of one programme in force for the period of a day: the latest version that starts at
 * or before that period, unless it has ended before it. The versions must be in order.
 */
export function ruler<Version extends Pick<Programme, "period" | "effectiveFrom" | "effectiveTo">>(
  versions: readonly Version[],
  day: string,
): Version | undefined {
  const started = versions.findLast(
    ({ period, effectiveFrom }) => effectiveFrom <= periodOf(period, day),
  );
  if (started === undefined) return undefined;
  const { period, effectiveTo } = started;
  // A version covers whole periods: if it ends after this period's first day, it covers all of it.
  return effectiveTo === null || effectiveTo >= periodOf(period, day) ? started : undefined;
}

/** Compares by ASCII order, independent of the locale. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
