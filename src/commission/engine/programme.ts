// Supplier volume programmes: the bonus B(V) of a volume, and which version rules a period (rules §5).
import { inRange } from "../../kernel/money.ts";
import { type PeriodKind, periodOf } from "../../kernel/period.ts";
import { RATE_ONE } from "../../kernel/rate.ts";

export const METHODS = ["MARGINAL", "RETROACTIVE"] as const;
export const THRESHOLDS = ["EXCLUSIVE", "INCLUSIVE"] as const;
export const PAYERS = ["PLATFORM", "SUPPLIER"] as const;
export const VOLUME_BASES = ["COST", "GROSS"] as const;
export type Payer = (typeof PAYERS)[number];

/** From `overMinor` on: a rate in millionths, or an amount that is fixed. */
export interface Band {
  readonly overMinor: bigint;
  readonly rateMicro?: bigint | undefined;
  readonly amountMinor?: bigint | undefined;
}

/** What the bonus of a volume follows from; the bands in ascending order. */
export interface BonusTerms {
  readonly method: (typeof METHODS)[number];
  readonly threshold: (typeof THRESHOLDS)[number];
  readonly bands: readonly Band[];
}

/** A volume that one side promised; at close it owes for what is missing (年度保底采购). */
export interface Commitment {
  readonly committedMinor: bigint;
  readonly shortfallRateMicro: bigint;
  readonly committedBy: Payer;
}

/** One version of a programme; days are local, `YYYY-MM-DD`. */
export interface Programme extends BonusTerms {
  /** Of this version's row. */
  readonly id: number;
  readonly code: string;
  readonly version: number;
  /** In the document's order; more than one is an alliance (集采联盟). */
  readonly suppliers: readonly string[];
  readonly effectiveFrom: string;
  /** The last day, or null for no end. */
  readonly effectiveTo: string | null;
  readonly period: PeriodKind;
  readonly basis: (typeof VOLUME_BASES)[number];
  readonly payer: Payer;
  readonly commitment: Commitment | undefined;
}

/** The place of the band that a volume reaches; -1 below the first. */
export function bandReached({ bands, threshold }: BonusTerms, volumeMinor: bigint): number {
  return bands.findLastIndex(({ overMinor }) =>
    threshold === "EXCLUSIVE" ? volumeMinor > overMinor : volumeMinor >= overMinor,
  );
}

/** B(V) in minor units, rounded down once; nothing for a volume of zero or below. */
export function bonus(terms: BonusTerms, volumeMinor: bigint): bigint {
  if (volumeMinor <= 0n) return 0n;
  const reached = bandReached(terms, volumeMinor);
  const band = terms.bands[reached];
  if (band === undefined) return 0n;
  if (terms.method === "RETROACTIVE") {
    const { rateMicro, amountMinor = 0n } = band;
    return inRange(
      rateMicro === undefined ? amountMinor : (volumeMinor * rateMicro) / RATE_ONE,
      "bonus",
    );
  }
  let [micros, fixed] = [0n, 0n];
  for (const [index, { overMinor, rateMicro, amountMinor }] of terms.bands.entries()) {
    if (index > reached) break;
    const end = index === reached ? volumeMinor : terms.bands[index + 1]!.overMinor;
    micros += (end - overMinor) * (rateMicro ?? 0n);
    fixed += amountMinor ?? 0n;
  }
  return inRange(micros / RATE_ONE + fixed, "bonus");
}

/** What the committing side owes for what a volume lacks, in minor units, rounded down. */
export function shortfall({ commitment }: Programme, volumeMinor: bigint): bigint {
  if (commitment === undefined || volumeMinor >= commitment.committedMinor) return 0n;
  const { committedMinor, shortfallRateMicro } = commitment;
  return inRange(((committedMinor - volumeMinor) * shortfallRateMicro) / RATE_ONE, "shortfall");
}

/** The programmes of a network, and which of their versions rule when. */
export class Programmes {
  readonly all: readonly Programme[];
  /** By code, in the order of the codes; each one's versions by effectiveFrom. */
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

  /** The versions that count a supplier's orders of a month (its first day), by code. */
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
 * Of the versions of one programme, in order, the one that rules the period of a day: the latest
 * that starts no later than that period, unless it has ended before.
 */
export function ruler(versions: readonly Programme[], day: string): Programme | undefined {
  const started = versions.findLast(
    ({ period, effectiveFrom }) => effectiveFrom <= periodOf(period, day),
  );
  if (started === undefined) return undefined;
  const { period, effectiveTo } = started;
  // Both ends are whole periods: one that ends after this period's first day holds all of it.
  return effectiveTo === null || effectiveTo >= periodOf(period, day) ? started : undefined;
}

/** In the order of ASCII, whatever the locale. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
