// What a transaction is of; each kind has its own space of refs (docs/rules.md §8), and a feature
// declares its kinds.

export interface TransactionKind {
  readonly name: string;
  /** Whether somebody does it: then the book keeps with its cause who that was. */
  readonly isAct: boolean;
  /** Its description in the API; undefined if the name is clear without one. */
  readonly meaning: string | undefined;
}

/** A kind that is somebody's own act. */
export function act(name: string, meaning?: string): TransactionKind {
  return { name, isAct: true, meaning };
}

/** A kind that follows from orders, or from time. */
export function consequence(name: string, meaning?: string): TransactionKind {
  return { name, isAct: false, meaning };
}

/** Closing a month of the books, and opening it again: what was closed decides on accounting dates. */
export const PERIOD_CLOSE = act("PERIOD_CLOSE", "A month of the books was closed.");
export const PERIOD_REOPEN = act("PERIOD_REOPEN", "A month of the books was reopened.");
