// Reads adjustments for the staff, with their steps and the actor of each step.
import { type RawBuilder, sql } from "kysely";
import type { Actor, Tx } from "../../../database/database.ts";
import { byList, type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Template } from "../engine/adjustment.ts";
import { type AdjustmentRow, selectAdjustments } from "./adjustment-row.ts";
import type { AdjustmentStatus } from "./adjustment-status.ts";

export interface AdjustmentFilter {
  readonly status?: AdjustmentStatus | undefined;
  readonly template?: Template | undefined;
}

/** A page of adjustments, in the order in which they were proposed. */
export function pageAdjustments(
  tx: Tx,
  { status, template }: AdjustmentFilter,
  page: Page<number>,
): Promise<AdjustmentRow[]> {
  const { condition, order } = pageSql(page, [sql`a.seq`], (seq) => [seq]);
  const wanted: RawBuilder<unknown>[] = [condition];
  if (status !== undefined) wanted.push(sql`a.status = ${status}`);
  if (template !== undefined) wanted.push(sql`a.template = ${template}`);
  return selectAdjustments(tx, sql`${sql.join(wanted, sql` and `)} ${order}`);
}

/** Adjustments in the order of the sequence numbers; undefined for an unknown number. */
export async function findAdjustments(
  tx: Tx,
  seqs: readonly number[],
): Promise<(AdjustmentRow | undefined)[]> {
  const rows = await selectAdjustments(tx, sql`a.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}

/** Adjustments in the order of the refs; undefined for an unknown ref. */
export async function findAdjustmentsByRef(
  tx: Tx,
  refs: readonly string[],
): Promise<(AdjustmentRow | undefined)[]> {
  const rows = await selectAdjustments(tx, sql`a.ref = any(${texts(refs)}::text[])`);
  const byRef = new Map(rows.map((row) => [row.ref, row]));
  return refs.map((ref) => byRef.get(ref));
}

/** One step of an adjustment. */
export interface AdjustmentStepView extends Row<"adjustment_step", "reason"> {
  readonly seq: number;
  readonly status: AdjustmentStatus;
  readonly recordedAt: number;
  readonly by: Actor | null;
}

/** The steps of many adjustments, in order. */
export async function adjustmentStepsOf(
  tx: Tx,
  seqs: readonly number[],
): Promise<AdjustmentStepView[][]> {
  const { rows } = await sql<
    Omit<AdjustmentStepView, "by"> & Row<"ledger_transaction", "cause"> & { n: number }
  >`
    select w.n::int as n, s.seq::float8 as seq, s.status, s.reason, t.cause,
           (extract(epoch from t.recorded_at) * 1000)::float8 as "recordedAt"
      from unnest(${numbers(seqs)}::bigint[]) with ordinality as w (adjustment, n)
      join adjustment_step s on s.adjustment_seq = w.adjustment
      join ledger_transaction t on t.seq = s.seq
     order by w.n, s.seq`.execute(tx.db);
  return byList(rows, seqs.length).map((steps) =>
    steps.map(({ cause, ...step }) => {
      const { by = null } = JSON.parse(cause) as { readonly by?: Actor | null };
      return { ...step, by };
    }),
  );
}
