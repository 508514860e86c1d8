// A bank's or payment channel's statement in one form for all formats: lines of money that came in and went out.

/** The formats that can be read; each has its own module. */
export const STATEMENT_FORMATS = ["ALIPAY", "WECHAT", "BANK_CSV", "CAMT053"] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];

/** The largest number of lines of a statement; a longer one must be imported in parts. */
export const MAX_LINES = 200_000;

/** One line; amounts in minor units of the settlement asset. */
export interface StatementLine {
  /** The line of the file on which it begins. */
  readonly line: number;
  /** The id that the bank or channel gives to the line; empty if there is none. */
  readonly id: string;
  /** Possible references of the payment, ours or theirs, the most likely first. */
  readonly references: readonly string[];
  /** In the local time of the bank or channel: `YYYY-MM-DD`. */
  readonly day: string;
  /** `HH:MM:SS`, or empty if the file has only the day. */
  readonly time: string;
  /** Positive for money that came in, negative for money that went out. */
  readonly amountMinor: bigint;
  /** The fee that a payment channel keeps, negative if it returns one; null if the file does not say. */
  readonly feeMinor: bigint | null;
  readonly counterparty: string;
  readonly memo: string;
}

/** A statement whose totals have been checked. */
export interface Statement {
  /** The bank's or channel's name for the account or merchant; empty if the file does not say. */
  readonly account: string;
  /** The first and the last day that it covers; undefined if the file does not say. */
  readonly days: { readonly from: string; readonly to: string } | undefined;
  readonly openingMinor: bigint | null;
  readonly closingMinor: bigint | null;
  readonly lines: readonly StatementLine[];
}
