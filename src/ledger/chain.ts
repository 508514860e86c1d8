// Defines the two hash chains, of transactions and of seals, and the canonical text that they hash
// (docs/rules.md §7).
import { hash } from "node:crypto";
import { formatInstant } from "../kernel/time.ts";
import type { Whole } from "../kernel/whole.ts";

/** The hash before the first transaction: 32 zero bytes. */
export const GENESIS = "0".repeat(64);

/** One posting in the hashed text; amounts in minor units, debits positive. */
export interface ChainedPosting<Amount extends Whole = bigint> {
  readonly line: number;
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: Amount;
  readonly balanceMinor: Amount;
}

export interface ChainedTransaction<Amount extends Whole = bigint> {
  readonly seq: number;
  readonly kind: string;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly accountingDate: string;
  /** The request that caused it, as JSON text. */
  readonly cause: string;
  readonly postings: readonly ChainedPosting<Amount>[];
}

/**
 * SHA-256, in hex, of the UTF-8 JSON text
 * `[hash before, seq, kind, ref, occurredAt in UTC, accountingDate, cause, [[line, account, asset,
 * amount, balance], …]]` without white space, amounts as strings of minor units.
 */
export function transactionHash(before: string, transaction: ChainedTransaction<Whole>): string {
  const { seq, kind, ref, occurredAt, accountingDate, cause, postings } = transaction;
  const at = formatInstant(occurredAt);
  const head = JSON.stringify([before, seq, kind, ref, at, accountingDate, cause]);
  let lines = "";
  for (const one of postings) lines += lines === "" ? textOf(one) : `,${textOf(one)}`;
  return hash("sha256", `${head.slice(0, -1)},[${lines}]]`);
}

// The JSON text of a line, written out: it is made for every posting of the book.
function textOf({ line, account, asset, amountMinor, balanceMinor }: ChainedPosting<Whole>) {
  return `[${line},${quoted(account)},${quoted(asset)},"${amountMinor}","${balanceMinor}"]`;
}

const PLAIN = /^[\w:.-]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
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
