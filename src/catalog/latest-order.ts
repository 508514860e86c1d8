// What has been done by documents that start at an instant: the latest of it, and what it speaks against.
import type { Tx } from "../database/database.ts";
import { formatInstant } from "../kernel/time.ts";
import { latestOrderAt } from "../ledger/transactions.ts";

/** The latest moment that documents of a kind have been gone by, and what was done then. */
export interface Use {
  readonly at: number;
  readonly what: string;
}

/** What was done by a document that starts then: the latest, if it came no sooner. */
export function usedSince(latest: Use | undefined, start: number): string | undefined {
  return latest === undefined || latest.at < start ? undefined : latest.what;
}

/** The latest order, which went by the plan and the ladder of its time. */
export async function latestOrder(tx: Tx): Promise<Use | undefined> {
  const at = await latestOrderAt(tx);
  return at === undefined ? undefined : { at, what: `an order of ${formatInstant(at)} is settled` };
}
