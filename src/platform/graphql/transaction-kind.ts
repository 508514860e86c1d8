// The enum of transaction kinds. Features declare the kinds.
import { openEnum } from "./enum.ts";

export const KindEnum = openEnum(
  "LedgerTransactionKind",
  "What a ledger transaction records. Refs are unique within a kind.",
);
