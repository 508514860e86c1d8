// The kinds of transactions that tiers write.
import { act } from "../../ledger/kind.ts";

export const TIER = act("TIER");
export const WINDOW_CLOSE = act("WINDOW_CLOSE");
export const LADDER = act("LADDER");
export const LADDER_WITHDRAWAL = act("LADDER_WITHDRAWAL");
