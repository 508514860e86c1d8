// Defines kinds of transactions; each kind has its own space of refs (docs/rules.md §8), and a feature
// declares its kinds.

export interface TransactionKind {
  readonly name: string;
  /** Whether a person or token requests it: then its cause names the actor. */
  readonly isAct: boolean;
  /** Its description in the API; undefined if the name is clear without one. */
  readonly meaning: string | undefined;
}

/** A kind that an actor requests. */
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
