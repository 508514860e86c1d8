// Defines a journal entry with all its stored facts, the input of a replay.
import type { Product } from "../../commission/engine/order.ts";
import type { RefundLineRecord, ShareRecord } from "../../commission/orders/index.ts";
import type { Row } from "../../database/tables.ts";
import type { Leg } from "../../ledger/entry-draft.ts";
import type { Status } from "../../network/engine/distributor.ts";

/** A range from an instant (inclusive) to another (exclusive), in epoch milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export function isWithin({ from, to }: Range, at: number): boolean {
  return at >= from && at < to;
}

/** A settled order with the facts at its time, and its result. */
export interface JournalSale {
  readonly sellerId: number;
  /** The seller's ancestors at that time, the nearest first. */
  readonly upline: readonly number[];
  /** The product at that time. */
  readonly product: Product;
  /** The supply price of one unit, from the order or the product. */
  readonly supplyPriceMinor: bigint;
  readonly platformMinor: bigint;
  readonly shares: readonly ShareRecord[];
  /** The number of its refunds in the whole journal. */
  readonly refunds: number;
}

/** A refund, and the amounts that it took back. */
export interface JournalRefund {
  readonly orderSeq: number;
  readonly orderedAt: number;
  readonly platformMinor: bigint;
  readonly lines: readonly RefundLineRecord[];
  /** The shares of the order, one for each line. */
  readonly shares: readonly ShareRecord[];
}

/** A tier set by hand. */
export interface JournalTier extends Row<"manual_tier", "tier" | "until"> {
  readonly id: number;
}

/** The close of a month's window. */
export type JournalClose = Row<"window_close", "month" | "distributors">;

export interface JournalEntry extends Row<"ledger_transaction", "kind" | "ref" | "cause"> {
  readonly seq: number;
  readonly occurredAt: number;
  /** Only for a `SETTLEMENT`. */
  readonly sale?: JournalSale | undefined;
  /** Only for a `REFUND`. */
  readonly refund?: JournalRefund | undefined;
  /** Only for a `STATUS`: the distributor and its new status. */
  readonly status?: { readonly id: number; readonly to: Status } | undefined;
  /**
   * Only for a `WITHHOLDING`: the distributor, and whether its earnings are withheld from then on.
   */
  readonly withholding?: { readonly id: number; readonly isWithheld: boolean } | undefined;
  /** Only for a `TIER`. */
  readonly tier?: JournalTier | undefined;
  /** Only for a `WINDOW_CLOSE`. */
  readonly close?: JournalClose | undefined;
  /** The postings of an entry whose kind the replay does not compute. */
  readonly legs: readonly Leg[];
}
