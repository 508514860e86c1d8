// The kinds of transactions that deposits write.
import { act } from "../../ledger/kind.ts";

export const DEPOSIT = act("DEPOSIT");
export const CUSTODY_TOP_UP = act("CUSTODY_TOP_UP");
