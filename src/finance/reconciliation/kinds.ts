// The kinds of transactions that reconciliation writes.
import { act } from "../../ledger/kind.ts";

export const STATEMENT = act("STATEMENT");
export const RECONCILIATION = act("RECONCILIATION");
export const DIFFERENCE_EXPLANATION = act("DIFFERENCE_EXPLANATION");
