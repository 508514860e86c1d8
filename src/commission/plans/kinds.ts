// The kinds of transactions that plans write.
import { act } from "../../ledger/kind.ts";

export const PLAN = act("PLAN", "A commission plan was published.");
export const PLAN_WITHDRAWAL = act("PLAN_WITHDRAWAL");
export const LADDER = act("LADDER", "A tier ladder was published.");
export const LADDER_WITHDRAWAL = act("LADDER_WITHDRAWAL");
