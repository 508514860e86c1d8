// What the fold reads and changes: the network as its predecessors in the stream left it (rules §8).
import type { Zone } from "../kernel/time.ts";
import type { Ladder } from "./ladder.ts";
import type { Plan } from "./plan.ts";

export const STATUSES = ["ACTIVE", "SUSPENDED", "CLOSED"] as const;
export type Status = (typeof STATUSES)[number];
export const PAYMENTS = ["CHANNEL", "DEPOSIT"] as const;
export type Payment = (typeof PAYMENTS)[number];

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
  tier: string | null;
  /** By the first day of the local month; a month that is absent has no volume. */
  readonly volumes: Map<string, Volume>;
}

export interface Product {
  readonly id: number;
  readonly code: string;
  readonly category: string;
  readonly supplier: string;
  readonly supplierId: number;
  readonly supplyPriceMinor: bigint;
}

/** An order as it was sent, before defaults (rules §2, §8); amounts in minor units. */
export interface Order {
  readonly ref: string;
  readonly occurredAt: number;
  readonly seller: string;
  readonly product: string;
  readonly quantity: bigint;
  readonly unitPriceMinor: bigint;
  readonly supplyPriceMinor?: bigint;
  readonly buyer?: string;
  readonly channelFeeMinor?: bigint;
  readonly payment?: Payment;
}

/** The part of a network that an order can touch. Plans and ladders are in order of effectiveFrom. */
export interface State {
  readonly asset: string;
  readonly zone: Zone;
  readonly plans: readonly Plan[];
  readonly ladders: readonly Ladder[];
  distributor(code: string): Distributor | undefined;
  product(code: string): Product | undefined;
  /** The balance of an account in the settlement asset, debits positive; 0 if it has no postings. */
  balance(account: string): bigint;
}

/** The latest version whose effectiveFrom is not after the instant (rules §3, §4). */
export function inForce<T extends { readonly effectiveFrom: number }>(
  versions: readonly T[],
  at: number,
): T | undefined {
  return versions.findLast((version) => version.effectiveFrom <= at);
}

/** The seller (level 0) and its ancestors up to the root. */
export function* lineUp(seller: Distributor): Generator<Distributor> {
  for (let one: Distributor | null = seller; one !== null; one = one.parent) yield one;
}
