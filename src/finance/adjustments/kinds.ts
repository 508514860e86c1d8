// The kinds of transactions that adjustments write.
import { act } from "../../ledger/kind.ts";

export const ADJUSTMENT_PROPOSAL = act("ADJUSTMENT_PROPOSAL");
export const ADJUSTMENT = act("ADJUSTMENT");
export const ADJUSTMENT_REJECTION = act("ADJUSTMENT_REJECTION");
