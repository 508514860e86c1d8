// The input and the result of matching: lines of the other side, movements of the ledger, and
// pairs.

/** A line of the other side; amounts in minor units, positive for incoming money. */
export interface Line {
  /** The caller's key of the line. */
  readonly key: string;
  /** The most probable reference first. */
  readonly references: readonly string[];
  readonly memo: string;
  readonly day: string;
  readonly time: string;
  readonly amountMinor: bigint;
  /** Null if the other side does not state it. */
  readonly feeMinor: bigint | null;
}

/** A ledger transaction that changed custody. */
export interface Movement {
  readonly seq: number;
  readonly references: readonly string[];
  readonly day: string;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  /** Whether amount and day can identify it; an order is identified only by a reference. */
  readonly byAmount: boolean;
}

export interface Tolerance {
  readonly days: number;
  /** The tolerated difference of amounts and fees with the same reference. */
  readonly amountMinor: bigint;
}

/** REFERENCE means the most probable reference. */
export const MATCHED_BY = ["REFERENCE", "OTHER_REFERENCE", "MEMO", "AMOUNT"] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];

export interface Pair {
  readonly line: Line;
  readonly movement: Movement;
  readonly by: MatchedBy;
  /** Whether the amounts differ by more than the tolerance. */
  readonly differs: boolean;
}

export interface Matching {
  readonly pairs: readonly Pair[];
  /** Lines whose first reference already matched another line. */
  readonly duplicated: readonly Line[];
  readonly missingHere: readonly Line[];
  readonly missingThere: readonly Movement[];
}
