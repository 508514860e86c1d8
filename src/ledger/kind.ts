// What a transaction is of; each kind has its own space of refs (docs/rules.md §8), and a feature
// declares its kinds.

export interface TransactionKind {
  readonly name: string;
  /** Whether somebody does it: then the book keeps with its cause who that was. */
  readonly isAct: boolean;
}

/** A kind that is somebody's own act. */
export function act(name: string): TransactionKind {
  return { name, isAct: true };
}

/** A kind that follows from orders, or from time. */
export function consequence(name: string): TransactionKind {
  return { name, isAct: false };
}

/** Closing a month of the books, and opening it again: what was closed decides on accounting dates. */
export const PERIOD_CLOSE = act("PERIOD_CLOSE");
export const PERIOD_REOPEN = act("PERIOD_REOPEN");
