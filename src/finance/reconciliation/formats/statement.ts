// What a statement of the other side says, whatever its format: lines of money that came and went.

/** The formats that are read, each by a file of its own. */
export const STATEMENT_FORMATS = ["ALIPAY", "WECHAT", "BANK_CSV", "CAMT053"] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];

/** Lines of one statement at most; a longer one is imported in parts. */
export const MAX_LINES = 200_000;

/** One line; amounts in minor units of the settlement asset. */
export interface StatementLine {
  /** Where it begins in the file. */
  readonly line: number;
  /** What the other side calls the line itself; empty where it has no name for it. */
  readonly id: string;
  /** What may be a name of ours or of theirs for what is paid, the likeliest first. */
  readonly references: readonly string[];
  /** Local to the other side: `YYYY-MM-DD`. */
  readonly day: string;
  /** `HH:MM:SS`, or empty where only the day is told. */
  readonly time: string;
  /** What came in; below zero for what went out. */
  readonly amountMinor: bigint;
  /** What a payment channel keeps of it, below zero for what it gives back; null where it does not say. */
  readonly feeMinor: bigint | null;
  readonly counterparty: string;
  readonly memo: string;
}

/** A statement that adds up. */
export interface Statement {
  /** The account or merchant as the other side names it; empty where the file does not say. */
  readonly account: string;
  /** The first and the last day that it says it covers; undefined where it does not say. */
  readonly days: { readonly from: string; readonly to: string } | undefined;
  readonly openingMinor: bigint | null;
  readonly closingMinor: bigint | null;
  readonly lines: readonly StatementLine[];
}
