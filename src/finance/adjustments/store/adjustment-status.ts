// How far an adjustment is; nothing is posted before a second person approves it.
export const ADJUSTMENT_STATUSES = ["PROPOSED", "POSTED", "REJECTED", "REVERSED"] as const;
export type AdjustmentStatus = (typeof ADJUSTMENT_STATUSES)[number];
