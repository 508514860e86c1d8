// An entry of the journal with all that is kept of it, as a replay takes it.
import type { Status } from "../../commission/engine/distributor.ts";
import type { Product } from "../../commission/engine/order.ts";
import type { RefundLineRecord } from "../../commission/orders/store/store-refunds.ts";
import type { ShareRecord } from "../../commission/orders/store/store-settlements.ts";
import type { Leg } from "../../ledger/entry-draft.ts";

/** From an instant to before another one, in epoch milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export function isWithin({ from, to }: Range, at: number): boolean {
  return at >= from && at < to;
}

/** A settled order as it was met, and what came of it. */
export interface JournalSale {
  readonly sellerId: number;
  /** The seller's ancestors then, the nearest first. */
  readonly upline: readonly number[];
  /** As it was then. */
  readonly product: Product;
  /** What the supplier was owed for a unit, by the order or the product. */
  readonly supplyPriceMinor: bigint;
  readonly platformMinor: bigint;
  readonly shares: readonly ShareRecord[];
  /** How many refunds it has in the whole journal. */
  readonly refunds: number;
}

/** A refund, and what it took back. */
export interface JournalRefund {
  readonly orderSeq: number;
  readonly orderedAt: number;
  readonly platformMinor: bigint;
  readonly lines: readonly RefundLineRecord[];
  /** Those of the order, one for each line. */
  readonly shares: readonly ShareRecord[];
}

/** A tier that was set by hand. */
export interface JournalTier {
  readonly id: number;
  readonly tier: string;
  /** The last local day of the floor that it is. */
  readonly until: string;
}

/** The close of a month's window. */
export interface JournalClose {
  /** Its first day. */
  readonly month: string;
  /** How many distributors there were: their ids go from 1 to that. */
  readonly distributors: number;
}

export interface JournalEntry {
  readonly seq: number;
  readonly kind: string;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly cause: string;
  /** Of a `SETTLEMENT`. */
  readonly sale?: JournalSale | undefined;
  /** Of a `REFUND`. */
  readonly refund?: JournalRefund | undefined;
  /** Of a `STATUS`: whose status became what. */
  readonly status?: { readonly id: number; readonly to: Status } | undefined;
  /** Of a `WITHHOLDING`: whose earnings were withheld, or no longer. */
  readonly withholding?: { readonly id: number; readonly isWithheld: boolean } | undefined;
  /** Of a `TIER`. */
  readonly tier?: JournalTier | undefined;
  /** Of a `WINDOW_CLOSE`. */
  readonly close?: JournalClose | undefined;
  /** The postings of a kind that the replay does not work out by itself. */
  readonly legs: readonly Leg[];
}
