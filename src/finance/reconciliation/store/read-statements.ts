// Reads statements and their lines, with the matched ledger transactions.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers } from "../../../database/unnest.ts";
import type { MatchedBy } from "../engine/matching.ts";
import type { Side } from "../engine/side.ts";
import type { StatementFormat } from "../formats/statement.ts";

/** A statement with its current counts; amounts in minor units. */
export interface StatementView extends Row<"statement", "source" | "sha256" | "account"> {
  readonly seq: number;
  readonly side: Side;
  readonly format: StatementFormat;
  readonly from: string;
  readonly to: string;
  readonly openingMinor: bigint | null;
  readonly closingMinor: bigint | null;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly lines: number;
  /** Lines that an earlier statement already had. */
  readonly known: number;
  /** Lines matched without a difference. */
  readonly matched: number;
  /** Open differences of its lines, or found by its import. */
  readonly open: number;
}

type Amounts = Row<"statement", "opening" | "closing"> & Record<"in" | "out", string>;

async function selectStatements(tx: Tx, where: RawBuilder<unknown>): Promise<StatementView[]> {
  const { rows } = await sql<
    Omit<StatementView, "openingMinor" | "closingMinor" | "inMinor" | "outMinor"> & Amounts
  >`select s.seq::float8 as seq, s.source, s.side, s.format, s.sha256, s.account, s.from_day::text as from,
           s.to_day::text as to, s.opening, s.closing, l.*,
           (select count(*)::int from statement_match m where m.line_run = r.id and not m.differs) as matched,
           (select count(*)::int from difference d
             where d.status = 'OPEN' and (d.run = r.id or d.line_run = r.id)) as open
      from statement s join matching_run r using (seq)
      cross join lateral (
        select count(*)::int as lines, count(first_run)::int as known,
               coalesce(sum(amount) filter (where amount > 0), 0) as in,
               coalesce(-sum(amount) filter (where amount < 0), 0) as out
          from statement_line where run = r.id) l
     where ${where}`.execute(tx.db);
  return rows.map(({ opening, closing, in: came, out: went, ...row }) => ({
    ...row,
    openingMinor: opening === null ? null : BigInt(opening),
    closingMinor: closing === null ? null : BigInt(closing),
    inMinor: BigInt(came),
    outMinor: BigInt(went),
  }));
}

/** A page of statements, in the order of their imports. */
export function pageStatements(
  tx: Tx,
  source: string | undefined,
  page: Page<number>,
): Promise<StatementView[]> {
  const { condition, order } = pageSql(page, [sql`s.seq`], (seq) => [seq]);
  const own = source === undefined ? sql`true` : sql`s.source = ${source}`;
  return selectStatements(tx, sql`${condition} and ${own} ${order}`);
}

/** Statements in the order of the sequence numbers; undefined for an unknown number. */
export async function findStatements(
  tx: Tx,
  seqs: readonly number[],
): Promise<(StatementView | undefined)[]> {
  const rows = await selectStatements(tx, sql`s.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}

/** A line of a statement; amounts in minor units. */
export interface LineView
  extends Row<"statement_line", "n" | "line" | "day" | "time" | "counterparty" | "memo"> {
  readonly references: readonly string[];
  readonly amountMinor: bigint;
  readonly feeMinor: bigint | null;
  /** The earlier statement that already had this line. */
  readonly firstSeq: number | null;
  readonly movementSeq: number | null;
  readonly by: MatchedBy | null;
  /** The latest difference of the line, in any status. */
  readonly difference: number | null;
}

/** A page of a statement's lines, in the order of its file. */
export async function pageLines(tx: Tx, seq: number, page: Page<number>): Promise<LineView[]> {
  const { condition, order } = pageSql(page, [sql`l.n`], (n) => [n]);
  const { rows } = await sql<
    Omit<LineView, "amountMinor" | "feeMinor"> & Row<"statement_line", "amount" | "fee">
  >`select l.n, l.line, l.refs as references, l.day::text as day, l.time, l.amount, l.fee,
           l.counterparty, l.memo, f.seq::float8 as "firstSeq",
           m.movement_seq::float8 as "movementSeq", m.by,
           (select max(id) from difference d where d.line_run = l.run and d.line_n = l.n) as difference
      from statement_line l
      left join matching_run f on f.id = l.first_run
      left join statement_match m on m.line_run = coalesce(l.first_run, l.run)
       and m.line_n = coalesce(l.first_n, l.n)
     where l.run = (select id from matching_run where seq = ${seq}) and ${condition} ${order}`.execute(
    tx.db,
  );
  return rows.map(({ amount, fee, ...row }) => ({
    ...row,
    amountMinor: BigInt(amount),
    feeMinor: fee === null ? null : BigInt(fee),
  }));
}
