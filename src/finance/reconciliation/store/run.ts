// One reconciliation of a side: what is open and what is new is matched, and what differs is told.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { match } from "../engine/match.ts";
import type { Line, Matching, Tolerance } from "../engine/matching.ts";
import type { Side } from "../engine/side.ts";
import { CoveredDays, findRanges, type Range } from "./covered.ts";
import { findOpenLines, findPaired } from "./lines.ts";
import { type FreeMovement, findMovements } from "./movements.ts";

/** What a reconciliation is of: a statement's new lines and days, or what came since the last one. */
export interface Run {
  readonly side: Side;
  readonly tolerance: Tolerance;
  readonly statement?: { readonly range: Range; readonly lines: readonly Line[] };
}

/** What a reconciliation found. */
export interface Outcome extends Matching {
  readonly side: Side;
  /** Lines that are reconciled for the first time. */
  readonly fresh: ReadonlySet<Line>;
  /** Movements that the other side should have: every source covers their days. */
  readonly lacking: readonly FreeMovement[];
}

/** Matches what is open of a side with what is new. Nothing is stored. */
export async function reconcile(network: Network, tx: Tx, run: Run): Promise<Outcome> {
  const { side, tolerance, statement } = run;
  const fresh = statement?.lines ?? [];
  const lines = [...(await findOpenLines(tx, side)), ...fresh];
  const earlier = await findRanges(tx, side);
  const covered = new CoveredDays(
    statement === undefined ? earlier : [...earlier, statement.range],
  );
  const movements = await findMovements(network, tx, {
    side,
    references: [...new Set(lines.flatMap(({ references }) => references))],
    days: statement && { ...statement.range, around: tolerance.days },
    since: earlier.length === 0 ? undefined : { seq: await lastRun(tx, side), to: covered.last! },
  });
  const paired = await findPaired(tx, side, lines);
  const matching = match(lines, movements, paired, tolerance);
  const bySeq = new Map(movements.map((one) => [one.seq, one]));
  const lacking = matching.missingThere
    .map(({ seq }) => bySeq.get(seq)!)
    .filter(({ kind, day }) => covered.has(day) && (side === "BANK" || kind !== "ADJUSTMENT"));
  return { ...matching, side, fresh: new Set(fresh), lacking };
}

/** The transaction up to which movements of a side were looked at. */
async function lastRun(tx: Tx, side: Side): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    select greatest(
      (select max(seq) from statement where side = ${side}),
      (select max(seq) from ledger_transaction
        where kind = 'RECONCILIATION'
          and kind <> 'SETTLEMENT' and kind <> 'REFUND' and kind <> 'RELEASE'))::float8 as seq`.execute(
    tx.db,
  );
  return rows[0]!.seq;
}
