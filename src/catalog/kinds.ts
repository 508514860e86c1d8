// The kinds of transactions that catalog writes.
import { act } from "../ledger/kind.ts";

export const PRODUCTS_IMPORT = act("PRODUCTS_IMPORT");
