// Distributors as the engine sees them: a line up to the root, a tier, volumes by month.

export const STATUSES = ["ACTIVE", "SUSPENDED", "CLOSED"] as const;
export type Status = (typeof STATUSES)[number];

/** Gross of settled orders less refunds in one window, in minor units (rules §4). */
export interface Volume {
  personal: bigint;
  team: bigint;
}

/** A distributor with its line up to the root; `tier` is null until the network has a ladder. */
export interface Distributor {
  readonly id: number;
  readonly code: string;
  readonly parent: Distributor | null;
  readonly status: Status;
  /** Whether its earnings wait for a decision (KYC, risk) before they are available. */
  readonly isWithheld: boolean;
  tier: string | null;
  /** Its settled orders so far, counted as far as any plan asks (REFERRAL). */
  sales: number;
  /** By the first day of the local month; a month that is absent has no volume. */
  readonly volumes: Map<string, Volume>;
}

/** The seller (level 0) and its ancestors up to the root. */
export function* lineUp(seller: Distributor): Generator<Distributor> {
  for (let one: Distributor | null = seller; one !== null; one = one.parent) yield one;
}
