// Reconciling again without a statement: what was recorded since may be what was missing.
import type { Network } from "../../../database/database.ts";
import { commit } from "../../../ledger/post.ts";
import type { Tolerance } from "../engine/matching.ts";
import { SIDES, type Side } from "../engine/side.ts";
import { reconcile } from "./run.ts";
import { type Changes, changesOf, storeChanges } from "./store-matches.ts";

/** What a reconciliation has changed. */
export interface Rematched {
  /** Its transaction; undefined where all was as it had been. */
  readonly seq: number | undefined;
  readonly matched: number;
  readonly opened: number;
}

/** Matches what is open with what was recorded since, at `at`; where nothing changes, nothing is written. */
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
    const entry = { kind: "RECONCILIATION", ref: null, occurredAt: at, cause, legs: [] } as const;
    const { seq } = book.append(entry);
    for (const { side, changes } of found) await storeChanges(tx, seq, side, changes);
    return { seq, matched, opened };
  });
}
