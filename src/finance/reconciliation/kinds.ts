// The kinds of transactions that reconciliation writes.
import { act } from "../../ledger/kind.ts";

export const STATEMENT = act("STATEMENT", "A statement of a bank or payment channel was imported.");
export const RECONCILIATION = act("RECONCILIATION", "Open differences were matched again.");
export const DIFFERENCE_EXPLANATION = act("DIFFERENCE_EXPLANATION");
