// The kinds of transactions that plans write.
import { act } from "../../ledger/kind.ts";

export const PLAN = act("PLAN", "A commission plan was published.");
export const PLAN_WITHDRAWAL = act("PLAN_WITHDRAWAL");
