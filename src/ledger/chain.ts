// Defines the two hash chains, of transactions and of seals, and the canonical text that they hash
// (docs/rules.md §7).
import { hash } from "node:crypto";
import { formatInstant } from "../kernel/time.ts";

/** The hash before the first transaction: 32 zero bytes. */
export const GENESIS = "0".repeat(64);

/** One posting in the hashed text; amounts in minor units, debits positive. */
export interface ChainedPosting {
  readonly line: number;
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly balanceMinor: bigint;
}

export interface ChainedTransaction {
  readonly seq: number;
  readonly kind: string;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly accountingDate: string;
  /** The request that caused it, as JSON text. */
  readonly cause: string;
  readonly postings: readonly ChainedPosting[];
}

/**
 * SHA-256, in hex, of the UTF-8 JSON text
 * `[hash before, seq, kind, ref, occurredAt in UTC, accountingDate, cause, [[line, account, asset,
 * amount, balance], …]]` without white space, amounts as strings of minor units.
 */
export function transactionHash(before: string, transaction: ChainedTransaction): string {
  const { seq, kind, ref, occurredAt, accountingDate, cause, postings } = transaction;
  const lines = postings.map((one) => [
    one.line,
    one.account,
    one.asset,
    one.amountMinor.toString(),
    one.balanceMinor.toString(),
  ]);
  const at = formatInstant(occurredAt);
  return hash("sha256", JSON.stringify([before, seq, kind, ref, at, accountingDate, cause, lines]));
}

/** SHA-256, in hex, of the JSON text `[seal before, first seq, last seq, recordedAt in UTC, last hash]`. */
export function sealHash(
  before: string,
  firstSeq: number,
  lastSeq: number,
  recordedAt: number,
  lastHash: string,
): string {
  const parts = [before, firstSeq, lastSeq, formatInstant(recordedAt), lastHash];
  return hash("sha256", JSON.stringify(parts));
}
