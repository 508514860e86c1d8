// Reconciles again without a new statement, because later entries may match what was missing.
import type { Network } from "../../../database/database.ts";
import { commit } from "../../../ledger/post.ts";
import type { Tolerance } from "../engine/matching.ts";
import { SIDES, type Side } from "../engine/side.ts";
import { RECONCILIATION } from "../kinds.ts";
import { reconcile } from "./run.ts";
import { type Changes, changesOf, storeChanges } from "./store-matches.ts";

/** The changes of a reconciliation. */
export interface Rematched {
  /** Its transaction; undefined if nothing changed. */
  readonly seq: number | undefined;
  readonly matched: number;
  readonly opened: number;
}

/**
 * Matches open lines and movements with later entries, at `at`; writes nothing if nothing changes.
 */
export function rematch(network: Network, tolerance: Tolerance, at: number): Promise<Rematched> {
  const { days, amountMinor } = tolerance;
  const cause = JSON.stringify({ toleranceDays: days, tolerance: amountMinor.toString() });
  return commit(network, async (book, tx) => {
    const found: { side: Side; changes: Changes }[] = [];
    for (const side of SIDES) {
      const changes = await changesOf(tx, await reconcile(network, tx, { side, tolerance }));
      found.push({ side, changes });
    }
    const count = (of: "pairs" | "opened") =>
      found.reduce((sum, { changes }) => sum + changes[of].length, 0);
    const [matched, opened] = [count("pairs"), count("opened")];
    if (matched + opened === 0) return { seq: undefined, matched, opened };
    const entry = { kind: RECONCILIATION, ref: null, occurredAt: at, cause, legs: [] } as const;
    const { seq } = book.append(entry);
    for (const { side, changes } of found) await storeChanges(tx, seq, side, changes);
    return { seq, matched, opened };
  });
}
