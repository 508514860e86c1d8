// What the compliance report says: how far up sales were paid for in a period, and to whom.
import { MEASURE } from "../../commission/plans/engine/compliance.ts";
import { RATE_ONE } from "../../kernel/rate.ts";

/** What one level was paid: 0 is the sellers' own, 1 their parents', and so on. */
export interface LevelPaid {
  readonly level: number;
  /** Shares above 0. */
  readonly lines: number;
  readonly amountMinor: bigint;
}

/** Income from own sales and from the sales of downlines, in minor units. */
export interface Income {
  readonly ownMinor: bigint;
  readonly downlineMinor: bigint;
}

export interface PairPaid {
  readonly recipient: string;
  readonly seller: string;
  readonly amountMinor: bigint;
}

/** A recipient, those whose sales it was paid for, and everyone between them. */
export interface Chain {
  readonly recipient: string;
  /** The recipient among them. */
  readonly people: number;
  /** The recipient's own among them. */
  readonly levels: number;
}

/** Codes are distributors'; lists are the first so many of what they are sorted by. */
export interface ComplianceReport {
  readonly from: string;
  readonly to: string;
  /** Orders of the period, refunded ones too. */
  readonly orders: number;
  readonly levels: readonly LevelPaid[];
  readonly income: Income;
  /** Whose income comes from downlines most: by the share of it, then by the amount. */
  readonly distributors: readonly (Income & { readonly distributor: string })[];
  readonly pairs: readonly PairPaid[];
  /** Those that reach the measure first, then by people. */
  readonly chains: readonly Chain[];
  /** How many chains have 30 people or more in three levels or more. */
  readonly chainsAtMeasure: number;
}

/** Which part of an income comes from downlines, in millionths rounded down; 0 without income. */
export function downlineRate({ ownMinor, downlineMinor }: Income): bigint {
  const all = ownMinor + downlineMinor;
  return all === 0n ? 0n : (downlineMinor * RATE_ONE) / all;
}

/** Whether a chain has as many people and levels as the measure of 公通字〔2013〕37号. */
export function isAtMeasure({ people, levels }: Chain): boolean {
  return people >= MEASURE.people && levels >= MEASURE.levels;
}
