// The steps that a payout can take, and how each is written down.
import type { Kind } from "../../../ledger/book.ts";

export const PAYOUT_STATUSES = [
  "REQUESTED",
  "APPROVED",
  "SENT",
  "CONFIRMED",
  "FAILED",
  "CANCELLED",
] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** Steps by which a payout that was requested goes on, by the statuses that they lead to. */
export const STEPS = {
  APPROVED: { kind: "PAYOUT_APPROVAL", from: ["REQUESTED"] },
  SENT: { kind: "PAYOUT_BATCH", from: ["APPROVED"] },
  CONFIRMED: { kind: "PAYOUT_CONFIRMATION", from: ["APPROVED", "SENT"] },
  FAILED: { kind: "PAYOUT_FAILURE", from: ["APPROVED", "SENT"] },
  CANCELLED: { kind: "PAYOUT_CANCELLATION", from: ["REQUESTED", "APPROVED"] },
} as const satisfies Record<string, { kind: Kind; from: readonly PayoutStatus[] }>;
