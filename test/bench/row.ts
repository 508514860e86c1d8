// What a row of the benchmark is, and what it says: figures, each beside a yardstick of the same run.
import type { Stand } from "./stand/stand.ts";

export interface Measure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, in the same unit. */
  readonly yardstick?: { readonly what: string; readonly value: number } | undefined;
  /** What is demanded of the value ÷ the yardstick, or of the value if it has no yardstick. */
  readonly bound?: Bound | undefined;
  /** Why there is no yardstick, or how the figure has to be read. */
  readonly note?: string | undefined;
}

export type Bound = { readonly least: number } | { readonly most: number };

export interface Row {
  /** As it is printed, and chosen with `--rows`. */
  readonly id: string;
  readonly title: string;
  /** Rows that must run before this one. */
  readonly needs?: readonly string[];
  /** Throws if something is wrong: an error, a mismatch. A figure is never wrong. */
  run(stand: Stand): Promise<Measure[]>;
}

/** The value ÷ its yardstick; without a yardstick there is none. */
export function ratioOf({ value, yardstick }: Measure): number | undefined {
  return yardstick === undefined ? undefined : value / yardstick.value;
}

/** Whether the bound is met; undefined if there is no bound, or no yardstick for it. */
export function isMet(measure: Measure): boolean | undefined {
  const { bound, value, note } = measure;
  if (bound === undefined) return undefined;
  const judged = ratioOf(measure) ?? (note === MISSING ? undefined : value);
  if (judged === undefined) return undefined;
  return "least" in bound ? judged >= bound.least : judged <= bound.most;
}

/** The note of a measure whose yardstick is not installed here. */
export const MISSING = "no pgbench here: yardstick missing";

/** Throws if a figure is no number: then something did not run. */
export function assertFinite({ what, value, yardstick }: Measure): void {
  for (const figure of [value, yardstick?.value ?? 1]) {
    if (!Number.isFinite(figure) || figure <= 0) throw new Error(`${what}: ${figure} is no figure`);
  }
}
