// The kinds of transactions as the API has them: those that the features declare.
import { openEnum } from "./enum.ts";

export const KindEnum = openEnum(
  "LedgerTransactionKind",
  "What a transaction is of; each kind has refs of its own.",
);
