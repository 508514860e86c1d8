// What happened, as subscribers see it. Every event is read off the book: the journal is the feed.

import type { TierCause } from "../../commission/tiers/store/tier-cause.ts";
import type { PayoutStatus } from "../../finance/payouts/store/payout-status.ts";
import { Refusal } from "../../kernel/errors.ts";

export const EVENT_KINDS = [
  "SETTLEMENT_POSTED",
  "EARNING_POSTED",
  "TIER_CHANGED",
  "REBATE_ACCRUED",
  "ALERT_RAISED",
  "PAYOUT_CHANGED",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** A place in the feed: a transaction, and the event's number in it. */
export interface Place {
  readonly seq: number;
  readonly n: number;
}

/** The number of a place behind every event of its transaction. */
export const WHOLE = Number.MAX_SAFE_INTEGER;

interface EventBase extends Place {
  /** Opaque; a subscriber that comes back with it gets what follows. */
  readonly cursor: string;
  /** The order's or refund's ref, or the month that closed; null where a hand did it. */
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly recordedAt: number;
}

/** An order was settled. */
export interface SettlementPosted extends EventBase {
  readonly kind: "SETTLEMENT_POSTED";
  readonly sellerId: number;
  readonly supplierId: number;
}

/**
 * What an order brought a distributor, or a refund took back (below 0), in minor units of the
 * settlement asset; also where it is pending, or paid a debt.
 */
export interface EarningPosted extends EventBase {
  readonly kind: "EARNING_POSTED";
  readonly distributorId: number;
  readonly amountMinor: bigint;
  /** What it has available after this. */
  readonly balanceMinor: bigint;
}

/** A distributor's tier changed; `upline` holds the ids of its ancestors then, the nearest first. */
export interface TierChanged extends EventBase {
  readonly kind: "TIER_CHANGED";
  readonly distributorId: number;
  readonly from: string | null;
  readonly to: string;
  readonly upline: readonly number[];
  readonly cause: TierCause;
  /** Why somebody set it by hand. */
  readonly reason: string | null;
  /** The month whose close it was, such as `2026-01`. */
  readonly month: string | null;
}

/** What a supplier's volume programme accrued, or gave back (below 0); in minor units. */
export interface RebateAccrued extends EventBase {
  readonly kind: "REBATE_ACCRUED";
  /** Of the programme's version. */
  readonly programmeId: number;
  readonly supplierId: number;
  /** The first day of the period. */
  readonly period: string;
  readonly amountMinor: bigint;
  /** How much of it came of a band that was crossed. */
  readonly trueUpMinor: bigint;
  /** The programme's volume in the period, and the supplier's bonus, with this. */
  readonly volumeMinor: bigint;
  readonly accruedMinor: bigint;
}

/** Custody no longer covered what is owed; told once, until it is covered again. */
export interface AlertRaised extends EventBase {
  readonly kind: "ALERT_RAISED";
  /** What custody lacked then, in minor units of the settlement asset. */
  readonly gapMinor: bigint;
}

/** A payout was requested, or went on. Only its payee and the staff are told. */
export interface PayoutChanged extends EventBase {
  readonly kind: "PAYOUT_CHANGED";
  /** Of the request. */
  readonly payoutSeq: number;
  readonly status: PayoutStatus;
  /** What was withheld with this fixed, and what the bank pays then; null before the approval. */
  readonly taxMinor: bigint | null;
  readonly netMinor: bigint | null;
  readonly payeeDistributorId: number | null;
  readonly payeeSupplierId: number | null;
}

export type FeedEvent =
  | SettlementPosted
  | EarningPosted
  | TierChanged
  | RebateAccrued
  | AlertRaised
  | PayoutChanged;

/** Whose events: all of the network's, one distributor's earnings and team, or one supplier's sales and bonuses. */
export type Scope =
  | { readonly all: true }
  | { readonly distributorId: number }
  | { readonly supplierId: number };

/** Whether a scope sees an event. */
export function sees(scope: Scope, event: FeedEvent): boolean {
  if ("all" in scope) return true;
  if (event.kind === "ALERT_RAISED") return false;
  if (event.kind === "PAYOUT_CHANGED") {
    if ("supplierId" in scope) return event.payeeSupplierId === scope.supplierId;
    return event.payeeDistributorId === scope.distributorId;
  }
  if ("supplierId" in scope) {
    return "supplierId" in event && event.supplierId === scope.supplierId;
  }
  if ("supplierId" in event) return false;
  if (event.distributorId === scope.distributorId) return true;
  return event.kind === "TIER_CHANGED" && event.upline.includes(scope.distributorId);
}

/** A place as an opaque text. */
export function cursorOf({ seq, n }: Place): string {
  return Buffer.from(`e:${seq}:${n}`).toString("base64url");
}

/** The place that a cursor names; throws `INVALID` for a text that is none. */
export function parseCursor(cursor: string): Place {
  const parts = /^e:(\d{1,15}):(\d{1,10})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (parts === null) {
    throw new Refusal(
      "INVALID",
      `after: ${JSON.stringify(cursor.slice(0, 40))} is not a cursor`,
      "after",
    );
  }
  return { seq: Number(parts[1]), n: Number(parts[2]) };
}
