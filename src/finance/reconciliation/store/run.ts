// Runs one reconciliation of a side: matches open and new items, and reports the differences.
import { setImmediate } from "node:timers/promises";
import type { Network, Tx } from "../../../database/database.ts";
import { ADJUSTMENT } from "../../adjustments/kinds.ts";
import { match } from "../engine/match.ts";
import type { Line, Matching, Tolerance } from "../engine/matching.ts";
import type { Side } from "../engine/side.ts";
import { CoveredDays, findStatementDays, type StatementDays } from "./covered.ts";
import { findOpenLines, findPaired } from "./lines.ts";
import { type FreeMovement, findMovements } from "./movements.ts";
import { lastSeen } from "./runs.ts";

/**
 * The input of a reconciliation: a statement's new lines and days, or the entries since the last
 * run.
 */
export interface Run {
  readonly side: Side;
  readonly tolerance: Tolerance;
  /** The last transaction that it sees. */
  readonly upTo: number;
  readonly statement?: { readonly days: StatementDays; readonly lines: readonly Line[] };
}

/** The result of a reconciliation. */
export interface Outcome extends Matching {
  readonly side: Side;
  /** Lines reconciled for the first time. */
  readonly fresh: ReadonlySet<Line>;
  /** Movements missing on the other side, although every source covers their days. */
  readonly lacking: readonly FreeMovement[];
}

/** Runs all steps; orders are settled by the same event loop in between. */
async function breathing<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

/** Matches the open items of a side with the new ones; stores nothing. */
export async function reconcile(network: Network, tx: Tx, run: Run): Promise<Outcome> {
  const { side, tolerance, upTo, statement } = run;
  const fresh = statement?.lines ?? [];
  const lines = [...(await findOpenLines(tx, side)), ...fresh];
  const earlier = await findStatementDays(tx, side);
  const covered = new CoveredDays(statement === undefined ? earlier : [...earlier, statement.days]);
  const movements = await findMovements(network, tx, {
    side,
    upTo,
    references: [...new Set(lines.flatMap(({ references }) => references))],
    days: statement && { ...statement.days, around: tolerance.days },
    since:
      earlier.length === 0 ? undefined : { seq: (await lastSeen(tx, side))!, to: covered.last! },
  });
  const paired = await findPaired(tx, side, lines);
  const matching = await breathing(match(lines, movements, paired, tolerance));
  const bySeq = new Map(movements.map((one) => [one.seq, one]));
  const lacking = matching.missingThere
    .map(({ seq }) => bySeq.get(seq)!)
    .filter(({ kind, day }) => covered.has(day) && (side === "BANK" || kind !== ADJUSTMENT.name));
  return { ...matching, side, fresh: new Set(fresh), lacking };
}
