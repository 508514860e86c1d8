// Defines the compliance report: how many levels were paid for the sales of a period, and to whom.
import { Exact } from "../../kernel/exact.ts";
import { MEASURE } from "../../network/engine/articles.ts";

/** The amount paid to one level: 0 is the sellers, 1 their parents, and so on. */
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

/** A recipient, the sellers whose sales it was paid for, and all distributors between them. */
export interface Chain {
  readonly recipient: string;
  /** Including the recipient. */
  readonly people: number;
  /** Including the recipient's own level. */
  readonly levels: number;
}

/** Codes are distributors' codes; each list has the first entries in its sort order. */
export interface ComplianceReport {
  readonly from: string;
  readonly to: string;
  /** Orders of the period, including refunded orders. */
  readonly orders: number;
  readonly levels: readonly LevelPaid[];
  readonly income: Income;
  /** Sorted by the share of income from downlines, then by its amount, the highest first. */
  readonly distributors: readonly (Income & { readonly distributor: string })[];
  readonly pairs: readonly PairPaid[];
  /** Chains that reach the measure first, then by the number of people. */
  readonly chains: readonly Chain[];
  /** How many chains have 30 people or more in three levels or more. */
  readonly chainsAtMeasure: number;
}

/** Decimals of the part of an income that comes from downlines. */
const RATE_DECIMALS = 6;

/**
 * The share of an income that comes from downlines, from 0 to 1, rounded down; 0 without income.
 */
export function downlineRate({ ownMinor, downlineMinor }: Income): Exact {
  const allMinor = ownMinor + downlineMinor;
  if (allMinor === 0n) return new Exact(0);
  return new Exact(downlineMinor).div(allMinor).toDecimalPlaces(RATE_DECIMALS, Exact.ROUND_DOWN);
}

/** Whether a chain reaches the people and levels of the measure in 公通字〔2013〕37号. */
export function isAtMeasure({ people, levels }: Chain): boolean {
  return people >= MEASURE.people && levels >= MEASURE.levels;
}
