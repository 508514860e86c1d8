// Doing it again does nothing: what has a key already, and whether it is the same
// (docs/rules.md §8).
import type { Tx } from "../database/database.ts";
import { Refusal } from "../kernel/errors.ts";
import { requestText } from "./cause.ts";
import type { TransactionKind } from "./kind.ts";
import { findTransactions } from "./transactions.ts";

/**
 * The transaction of a kind that has the key already, whoever sent it; undefined where the key is
 * free. Throws `CONFLICT` where it was another request, naming the field that holds the key.
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
  throw new Refusal("CONFLICT", `${field}: "${key}" was taken with other content`, field);
}
