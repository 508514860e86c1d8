// How a feature declares what `tributary verify` recomputes of its data.
import type { Network, Tx } from "../database/database.ts";
import type { StoredTransaction } from "../ledger/read-book.ts";
import type { BookCheck } from "../ledger/verify.ts";

/** One run over a network's book, at one moment. */
export interface Verification {
  readonly network: Network;
  readonly tx: Tx;
  /**
   * The book's own check; it takes each transaction after the checks' `before`, and before their
   * `take`.
   */
  readonly book: BookCheck;
}

/** What one feature checks while the transactions go by in order, and at the end. */
export interface Check {
  /** Before the first transaction. */
  start?(): Promise<void>;
  /** A transaction, while the book's balances are those before it. */
  before?(transaction: StoredTransaction): void;
  /** A transaction, when the book's balances are those after it. */
  take?(transaction: StoredTransaction): Promise<void> | undefined;
  /** After the last one: every mismatch, a line each. */
  finish?(): Promise<readonly string[]>;
  /** Every mismatch in what is stored beside the book. */
  beside?(tx: Tx): Promise<readonly string[]>;
  /** What it counted, by name, for the report. */
  counts?(): Readonly<Record<string, number>>;
}

export type Verifier = (verification: Verification) => Check;

/**
 * A verifier of what is stored, whatever the transactions: it runs on a connection of its own, in the
 * same snapshot, while the transactions go by.
 */
export function besideTheBook(
  verify: (tx: Tx, network: Network) => Promise<readonly string[]>,
): Verifier {
  return ({ network }) => ({ beside: (tx) => verify(tx, network) });
}
