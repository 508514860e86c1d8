// What a stream came to, as plain texts that can be held side by side: amounts in minor units.
import type { Setting } from "./inputs.ts";

export interface Result {
  /** One for each order and refund of the stream: `ref SETTLED`, `ref REPEATED` or `ref REFUSED code`. */
  readonly outcomes: readonly string[];
  /** By ref: `margin`, the share lines, `platform`. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
  /** By the refund's ref: what each line of the order gives back, then the platform. */
  readonly refunds: Readonly<Record<string, readonly string[]>>;
  /** By kind and ref: what a transaction does to each account, as `asset account amount`. */
  readonly entries: Readonly<Record<string, readonly string[]>>;
  /** What every transaction accrued, and what closes came to. */
  readonly accruals: readonly string[];
  readonly statements: readonly string[];
  /** What changed tiers: `ref code tier`, in the order of the stream. */
  readonly tierChanges: readonly string[];
  readonly tiers: Readonly<Record<string, string>>;
  /** By `code month`: `personal team`. */
  readonly volumes: Readonly<Record<string, string>>;
  /** By `asset account`, without zeros. */
  readonly balances: Readonly<Record<string, string>>;
}

export const CNY: Setting = {
  asset: "CNY",
  scales: { CNY: 2, POINT: 0 },
  timeZone: "Asia/Shanghai",
};

/** The line of a share, the same for model and product. */
export function lineText(
  rule: number,
  kind: string,
  recipient: string,
  level: number | string,
  amount: string,
  reason: string,
): string {
  return `${rule} ${kind} ${recipient || "-"} @${level} ${amount} ${reason}`;
}

/** The line of a refund, the same for model and product. */
export function refundText(recipient: string, amount: string, asset: string): string {
  return `${recipient || "-"} ${amount} ${asset}`;
}

export interface Row {
  readonly entry: string;
  readonly key: string;
  readonly minor: bigint;
}

/** Rows added up by entry and key, without zeros, in the order of the keys. */
export function netByEntry(rows: readonly Row[]): Record<string, string[]> {
  const entries = new Map<string, Map<string, bigint>>();
  for (const { entry, key, minor } of rows) {
    const sums = entries.get(entry) ?? new Map<string, bigint>();
    entries.set(entry, sums.set(key, (sums.get(key) ?? 0n) + minor));
  }
  return Object.fromEntries(
    [...entries].map(([entry, sums]) => [
      entry,
      [...sums].flatMap(([key, sum]) => (sum === 0n ? [] : [`${key} ${sum}`])).sort(),
    ]),
  );
}
