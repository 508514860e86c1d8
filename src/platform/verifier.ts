// How a feature declares what `tributary verify` recomputes of its data.
import type { Network, Tx } from "../database/database.ts";
import type { TransactionKind } from "../ledger/kind.ts";
import type { StoredTransaction } from "../ledger/read-book.ts";
import type { BookCheck } from "../ledger/verify.ts";

/** One run over a network's book, at one moment. */
export interface Verification {
  readonly network: Network;
  readonly tx: Tx;
  /** Only what was recorded behind this transaction is verified; 0 is the beginning. */
  readonly since: number;
  /**
   * The book's own check; it takes each transaction after the checks' `before`, and before their
   * `take`.
   */
  readonly book: BookCheck;
}

/** What one feature checks while the transactions go by in order, and at the end. */
export interface Check {
  /** What it leaves out behind `since`, in plain words, because it follows from the whole book. */
  readonly leavesOut?: string | undefined;
  /** Kinds, few in any book, of which it must know the transactions up to `since`. */
  readonly recalls?: readonly TransactionKind[];
  /** A transaction of such a kind, before the first one. */
  recall?(transaction: StoredTransaction): void;
  /** Accounts whose balances it needs after `since`, besides those of the transactions behind it. */
  accounts?(): Promise<readonly string[]>;
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

type VerifyStored = (tx: Tx, since: number, network: Network) => Promise<readonly string[]>;

/**
 * A verifier of what is stored, whatever the transactions: it runs on a connection of its own, in the
 * same snapshot, while the transactions go by. Behind a `since` it compares what was stored since
 * then, but for what it `leavesOut`.
 */
export function besideTheBook(verify: VerifyStored, leavesOut?: string): Verifier {
  return ({ network, since }) => ({
    leavesOut,
    beside: (tx) => verify(tx, since, network),
  });
}

/** The same of what follows from the whole book: `what` is left out behind a `since`. */
export function besideTheWholeBook(
  what: string,
  verify: (tx: Tx) => Promise<readonly string[]>,
): Verifier {
  return ({ since }) => (since === 0 ? { beside: verify } : { leavesOut: what });
}
