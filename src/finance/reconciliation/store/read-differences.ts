// Reads differences with their line, their movement and their explanation.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers } from "../../../database/unnest.ts";
import { nextPeriod } from "../../../kernel/period.ts";
import type { DifferenceKind, DifferenceStatus, Side } from "../engine/side.ts";

/** A difference; amounts in minor units, theirs less ours. */
export interface DifferenceView
  extends Row<"difference", "id" | "day">,
    Row<"statement_line", "reference">,
    Row<"difference_explanation", "note"> {
  /** The transaction that found the difference. */
  readonly seq: number;
  readonly kind: DifferenceKind;
  readonly status: DifferenceStatus;
  readonly side: Side;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  /** The source of the line; null without a line. */
  readonly source: string | null;
  readonly lineSeq: number | null;
  readonly lineN: number | null;
  readonly counterparty: string | null;
  readonly memo: string | null;
  /** The transaction of the movement; null without a movement. */
  readonly movementSeq: number | null;
  readonly movement: string | null;
  readonly resolvedSeq: number | null;
  readonly correctionSeq: number | null;
  readonly correction: string | null;
  readonly counterpart: number | null;
}

export interface DifferenceFilter {
  readonly status?: DifferenceStatus | undefined;
  /** The first day of a month; selects differences dated in it. */
  readonly month?: string | undefined;
  /** Selects the differences of a statement's lines, or found by its import. */
  readonly statement?: number | undefined;
}

async function selectDifferences(tx: Tx, where: RawBuilder<unknown>): Promise<DifferenceView[]> {
  const { rows } = await sql<
    Omit<DifferenceView, "amountMinor" | "feeMinor"> & Row<"difference", "amount" | "fee">
  >`select d.id, r.seq::float8 as seq, d.kind, d.status, d.side, d.day::text as day, d.amount, d.fee,
           s.source, s.seq::float8 as "lineSeq", d.line_n as "lineN", l.reference, l.counterparty,
           l.memo, d.movement_seq::float8 as "movementSeq", m.kind || ' ' || m.ref as movement,
           coalesce(e.seq, b.seq)::float8 as "resolvedSeq", e.note, e.correction_seq::float8 as "correctionSeq",
           c.ref as correction, e.counterpart_id as counterpart
      from difference d
      join matching_run r on r.id = d.run
      left join matching_run i on i.id = d.line_run
      left join statement s on s.seq = i.seq
      left join statement_line l on l.run = d.line_run and l.n = d.line_n
      left join ledger_transaction m on m.seq = d.movement_seq
      left join difference_explanation e on e.difference_id = d.id
      left join lateral (
        select r.seq from statement_match m join matching_run r on r.id = m.run
         where d.status = 'MATCHED'
           and (m.movement_seq = d.movement_seq or (m.line_run, m.line_n) = (d.line_run, d.line_n))) b on true
      left join ledger_transaction c on c.seq = e.correction_seq
     where ${where}`.execute(tx.db);
  return rows.map(({ amount, fee, ...row }) => ({
    ...row,
    amountMinor: BigInt(amount),
    feeMinor: BigInt(fee),
  }));
}

/** A page of differences, in the order in which they were found. */
export function pageDifferences(
  tx: Tx,
  { status, month, statement }: DifferenceFilter,
  page: Page<number>,
): Promise<DifferenceView[]> {
  const { condition, order } = pageSql(page, [sql`d.id`], (id) => [id]);
  const wanted = [condition];
  if (status !== undefined) wanted.push(sql`d.status = ${status}`);
  if (month !== undefined) {
    wanted.push(sql`d.day >= ${month}::date and d.day < ${nextPeriod("MONTH", month)}::date`);
  }
  if (statement !== undefined) wanted.push(sql`${statement} in (r.seq, s.seq)`);
  return selectDifferences(tx, sql`${sql.join(wanted, sql` and `)} ${order}`);
}

/** Differences in the order of the numbers; undefined for an unknown number. */
export async function findDifferences(
  tx: Tx,
  ids: readonly number[],
): Promise<(DifferenceView | undefined)[]> {
  const rows = await selectDifferences(tx, sql`d.id = any(${numbers(ids)}::int[])`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/** The number of open differences dated before a day. */
export async function countOpen(tx: Tx, before: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from difference where status = 'OPEN' and day < ${before}::date`.execute(
    tx.db,
  );
  return rows[0]!.n;
}

/** The number of open differences dated in a month, given by its first day, or of all. */
export async function countOpenOf(tx: Tx, month: string | undefined): Promise<number> {
  const dated =
    month === undefined
      ? sql`true`
      : sql`day >= ${month}::date and day < ${nextPeriod("MONTH", month)}::date`;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from difference where status = 'OPEN' and ${dated}`.execute(tx.db);
  return rows[0]!.n;
}
