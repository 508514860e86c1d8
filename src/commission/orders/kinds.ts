// The kinds of transactions that orders write.
import { consequence } from "../../ledger/kind.ts";

export const SETTLEMENT = consequence("SETTLEMENT");
export const REFUND = consequence("REFUND");
