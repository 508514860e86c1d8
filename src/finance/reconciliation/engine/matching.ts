// What a matching is of, and what comes of it: lines of the other side, movements of the book, and pairs.

/** A line of the other side; amounts in minor units, what came in above zero. */
export interface Line {
  /** The caller's own name for it. */
  readonly key: string;
  /** The likeliest name first. */
  readonly references: readonly string[];
  readonly memo: string;
  readonly day: string;
  readonly time: string;
  readonly amountMinor: bigint;
  /** Null where the other side does not say. */
  readonly feeMinor: bigint | null;
}

/** A transaction of the book that moved what lies in custody. */
export interface Movement {
  readonly seq: number;
  readonly references: readonly string[];
  readonly day: string;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  /** Whether amount and day may tell it: of an order only a reference does. */
  readonly byAmount: boolean;
}

export interface Tolerance {
  readonly days: number;
  /** By how much amounts and fees of the same reference may differ. */
  readonly amountMinor: bigint;
}

/** REFERENCE: the likeliest one. */
export const MATCHED_BY = ["REFERENCE", "OTHER_REFERENCE", "MEMO", "AMOUNT"] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];

export interface Pair {
  readonly line: Line;
  readonly movement: Movement;
  readonly by: MatchedBy;
  /** Whether they differ by more than is tolerated. */
  readonly differs: boolean;
}

export interface Matching {
  readonly pairs: readonly Pair[];
  /** Lines whose first reference another line had that was matched by it. */
  readonly duplicated: readonly Line[];
  readonly missingHere: readonly Line[];
  readonly missingThere: readonly Movement[];
}
