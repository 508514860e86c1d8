// The steps of a payout, with the transaction kind of each.
import type { TransactionKind } from "../../../ledger/kind.ts";
import {
  PAYOUT_APPROVAL,
  PAYOUT_BATCH,
  PAYOUT_CANCELLATION,
  PAYOUT_CONFIRMATION,
  PAYOUT_FAILURE,
} from "../kinds.ts";

export const PAYOUT_STATUSES = [
  "REQUESTED",
  "APPROVED",
  "SENT",
  "CONFIRMED",
  "FAILED",
  "CANCELLED",
] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** The steps after the request, by the statuses that they lead to. */
export const STEPS = {
  APPROVED: { kind: PAYOUT_APPROVAL, from: ["REQUESTED"] },
  SENT: { kind: PAYOUT_BATCH, from: ["APPROVED"] },
  CONFIRMED: { kind: PAYOUT_CONFIRMATION, from: ["APPROVED", "SENT"] },
  FAILED: { kind: PAYOUT_FAILURE, from: ["APPROVED", "SENT"] },
  CANCELLED: { kind: PAYOUT_CANCELLATION, from: ["REQUESTED", "APPROVED"] },
} as const satisfies Record<string, { kind: TransactionKind; from: readonly PayoutStatus[] }>;
