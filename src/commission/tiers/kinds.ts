// The kinds of transactions that tiers write.
import { act } from "../../ledger/kind.ts";

export const TIER = act("TIER", "An administrator set the tier of a distributor.");
export const WINDOW_CLOSE = act("WINDOW_CLOSE", "A month of the tier ladder was closed.");
export const LADDER = act("LADDER", "A tier ladder was published.");
export const LADDER_WITHDRAWAL = act("LADDER_WITHDRAWAL");
