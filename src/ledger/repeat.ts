// Makes requests idempotent: finds the transaction with the same key, and compares the content
// (docs/rules.md §8).
import type { Tx } from "../database/database.ts";
import { Refusal } from "../kernel/errors.ts";
import { requestText } from "./cause.ts";
import type { TransactionKind } from "./kind.ts";
import { findTransactions } from "./transactions.ts";

/**
 * The transaction of a kind that already has the key, whoever sent it; undefined if the key is
 * free. Throws `CONFLICT` for the field with the key, if the earlier request had other content.
 */
export async function findRepeated(
  tx: Tx,
  kind: TransactionKind,
  key: string,
  cause: string,
  field: string,
): Promise<number | undefined> {
  const first = (await findTransactions(tx, kind, [key])).get(key);
  if (first === undefined) return undefined;
  if (requestText(first.cause) === requestText(cause)) return first.seq;
  throw new Refusal("CONFLICT", `${field}: "${key}" was already used with other content`, field);
}
