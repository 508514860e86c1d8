// The engine's view of a distributor: its ancestors, its tier, and its volumes by month.
import type { DistributorAccounts } from "../../ledger/entry-draft.ts";

/** Most levels of a tree; a path of this length still fits in an index entry. */
export const MAX_DEPTH = 256;

export const STATUSES = ["ACTIVE", "SUSPENDED", "CLOSED"] as const;
export type Status = (typeof STATUSES)[number];

/** The gross of settled orders less refunds in one window, in minor units (docs/rules.md §4). */
export interface Volume {
  personal: bigint;
  team: bigint;
}

/** A distributor linked to its ancestors; `tier` is null until the network has a ladder. */
export interface Distributor {
  readonly id: number;
  readonly code: string;
  readonly parent: Distributor | null;
  readonly status: Status;
  /** Whether its earnings are withheld until a decision (KYC, risk). */
  readonly isWithheld: boolean;
  readonly accounts: DistributorAccounts;
  tier: string | null;
  /** The number of its settled orders, counted up to the highest number a plan needs (REFERRAL). */
  sales: number;
  /** By the first day of the local month; an absent month has no volume. */
  readonly volumes: Map<string, Volume>;
}

/** The seller (level 0) and its ancestors up to the root. */
export function lineUp(seller: Distributor): Distributor[] {
  const line: Distributor[] = [];
  for (let one: Distributor | null = seller; one !== null; one = one.parent) line.push(one);
  return line;
}
