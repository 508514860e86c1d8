// Reconciles again without a new statement, because later entries may match what was missing. Orders
// are settled meanwhile; the next reconciliation sees them.
import { writeBeside } from "../../../database/beside.ts";
import type { Network } from "../../../database/database.ts";
import { commitIn } from "../../../ledger/post.ts";
import type { Tolerance } from "../engine/matching.ts";
import { SIDES, type Side } from "../engine/side.ts";
import { RECONCILIATION } from "../kinds.ts";
import { reconcile } from "./run.ts";
import { beginRun, storeRun } from "./runs.ts";
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
  return writeBeside(network, "statements", async (tx) => {
    const run = await beginRun(tx);
    const { upTo } = run;
    const found: { side: Side; changes: Changes }[] = [];
    for (const side of SIDES) {
      const changes = await changesOf(tx, await reconcile(network, tx, { side, tolerance, upTo }));
      found.push({ side, changes });
    }
    const count = (of: "pairs" | "opened") =>
      found.reduce((sum, { changes }) => sum + changes[of].length, 0);
    const [matched, opened] = [count("pairs"), count("opened")];
    if (matched + opened === 0) return { seq: undefined, matched, opened };
    for (const { side, changes } of found) await storeChanges(tx, run.id, side, changes);
    return commitIn(network, tx, async (book) => {
      const entry = { kind: RECONCILIATION, ref: null, occurredAt: at, cause, legs: [] } as const;
      const { seq } = book.append(entry);
      storeRun(tx, run, seq);
      return { seq, matched, opened };
    });
  });
}
