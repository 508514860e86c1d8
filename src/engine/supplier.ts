// Suppliers as the engine sees them: what they sold by month.

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

/** Adds to a month's turnover; negative amounts lower it. */
export function turnOver({ turnover }: Supplier, month: string, change: Turnover): void {
  const { grossMinor, costMinor } = turnover.get(month) ?? { grossMinor: 0n, costMinor: 0n };
  turnover.set(month, {
    grossMinor: grossMinor + change.grossMinor,
    costMinor: costMinor + change.costMinor,
  });
}
