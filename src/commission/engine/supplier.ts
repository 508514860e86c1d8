// Suppliers as the engine sees them: what they sold by month.

import { inRange } from "../../kernel/money.ts";

/** Settled orders less refunds in one local month, in minor units; below zero after late refunds. */
export interface Turnover {
  grossMinor: bigint;
  costMinor: bigint;
}

export interface Supplier {
  readonly id: number;
  readonly code: string;
  /** By the first day of the local month; a month that is absent has no turnover. */
  readonly turnover: Map<string, Turnover>;
}

/** A month's turnover with a change; throws `OUT_OF_RANGE` beyond 64 bits. */
export function turnoverWith({ turnover }: Supplier, month: string, change: Turnover): Turnover {
  const { grossMinor, costMinor } = turnover.get(month) ?? { grossMinor: 0n, costMinor: 0n };
  return {
    grossMinor: inRange(grossMinor + change.grossMinor, "turnover"),
    costMinor: inRange(costMinor + change.costMinor, "turnover"),
  };
}

/** Adds to a month's turnover; negative amounts lower it. */
export function turnOver(supplier: Supplier, month: string, change: Turnover): void {
  supplier.turnover.set(month, turnoverWith(supplier, month, change));
}
