// The events that subscribers receive. They are read from the ledger; events are not stored separately.

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

/** A position in the feed: a transaction, and the event's number in it. */
export interface Place {
  readonly seq: number;
  readonly n: number;
}

/** The event number of the position after all events of a transaction. */
export const WHOLE = Number.MAX_SAFE_INTEGER;

interface EventBase extends Place {
  /** Opaque; a subscriber that connects again with it gets the events after this one. */
  readonly cursor: string;
  /** The ref of the order or refund, or the closed month; null for a manual change. */
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
 * What a distributor earned by an order, or lost by a refund (negative), in minor units of the
 * settlement asset. Pending earnings count, and so do earnings that repaid a debt.
 */
export interface EarningPosted extends EventBase {
  readonly kind: "EARNING_POSTED";
  readonly distributorId: number;
  readonly amountMinor: bigint;
  /** The available balance after this event. */
  readonly balanceMinor: bigint;
}

/** A distributor's tier changed; `upline` has the ids of its ancestors at that time, the nearest first. */
export interface TierChanged extends EventBase {
  readonly kind: "TIER_CHANGED";
  readonly distributorId: number;
  readonly from: string | null;
  readonly to: string;
  readonly upline: readonly number[];
  readonly cause: TierCause;
  /** The reason of a tier set manually. */
  readonly reason: string | null;
  /** The month whose close changed the tier, such as `2026-01`. */
  readonly month: string | null;
}

/** What a supplier's volume programme accrued, or reversed (negative), in minor units. */
export interface RebateAccrued extends EventBase {
  readonly kind: "REBATE_ACCRUED";
  /** The id of the programme's version. */
  readonly programmeId: number;
  readonly supplierId: number;
  /** The first day of the period. */
  readonly period: string;
  readonly amountMinor: bigint;
  /** The part of `amountMinor` that is a true-up for a band that was reached. */
  readonly trueUpMinor: bigint;
  /** The programme's volume in the period and the supplier's bonus, this event included. */
  readonly volumeMinor: bigint;
  readonly accruedMinor: bigint;
}

/** Custody no longer covers what is owed. It is raised once for each gap. */
export interface AlertRaised extends EventBase {
  readonly kind: "ALERT_RAISED";
  /** The amount missing in custody at that time, in minor units of the settlement asset. */
  readonly gapMinor: bigint;
}

/** A payout was requested, or its status changed. Only its payee and the staff receive it. */
export interface PayoutChanged extends EventBase {
  readonly kind: "PAYOUT_CHANGED";
  /** The sequence number of the request. */
  readonly payoutSeq: number;
  readonly status: PayoutStatus;
  /** The tax withheld and the net amount that the bank pays; null before the approval fixes them. */
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

/** Which events a subscriber sees: all of the network, a distributor's earnings and team, or a supplier's sales and bonuses. */
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

/** A position as an opaque text. */
export function cursorOf({ seq, n }: Place): string {
  return Buffer.from(`e:${seq}:${n}`).toString("base64url");
}

/** The position that a cursor stands for; throws `INVALID` if the text is not a cursor. */
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
