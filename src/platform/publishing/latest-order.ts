// The latest use of documents that start at an instant, and which new starts it rules out.
import type { Tx } from "../../database/database.ts";
import { formatInstant } from "../../kernel/time.ts";
import { latestOrderAt } from "../../ledger/transactions.ts";

/** The latest moment at which a document of a kind was applied, and what applied it. */
export interface Use {
  readonly at: number;
  readonly what: string;
}

/** The latest use, in words, if it is at or after the start; undefined otherwise. */
export function usedSince(latest: Use | undefined, start: number): string | undefined {
  return latest === undefined || latest.at < start ? undefined : latest.what;
}

/** The latest order, which used the plan and the ladder of its time; undefined if there is none. */
export async function latestOrder(tx: Tx): Promise<Use | undefined> {
  const at = await latestOrderAt(tx);
  return at === undefined
    ? undefined
    : { at, what: `an order of ${formatInstant(at)} is already settled` };
}
