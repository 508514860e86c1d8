// Reading statements and their lines, each with what of the book it was matched with.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { numbers } from "../../database/unnest.ts";
import type { StatementFormat } from "../../files/statements/statement.ts";
import type { Side } from "./side.ts";

/** A statement as it stands now; amounts in minor units. */
export interface StatementView {
  readonly seq: number;
  readonly source: string;
  readonly side: Side;
  readonly format: StatementFormat;
  readonly sha256: string;
  readonly account: string;
  readonly from: string;
  readonly to: string;
  readonly openingMinor: bigint | null;
  readonly closingMinor: bigint | null;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly lines: number;
  /** Lines that an earlier statement had already. */
  readonly known: number;
  /** Lines that are matched without a difference. */
  readonly matched: number;
  /** Differences of its lines, or found by its import, that are open. */
  readonly open: number;
}

type Amounts = Record<"opening" | "closing", string | null> & Record<"in" | "out", string>;

async function selectStatements(tx: Tx, where: RawBuilder<unknown>): Promise<StatementView[]> {
  const { rows } = await sql<
    Omit<StatementView, "openingMinor" | "closingMinor" | "inMinor" | "outMinor"> & Amounts
  >`select s.seq::float8 as seq, s.source, s.side, s.format, s.sha256, s.account, s.from_day::text as from,
           s.to_day::text as to, s.opening, s.closing, l.*,
           (select count(*)::int from statement_match m where m.line_seq = s.seq and not m.differs) as matched,
           (select count(*)::int from difference d
             where d.status = 'OPEN' and (d.seq = s.seq or d.line_seq = s.seq)) as open
      from statement s
      cross join lateral (
        select count(*)::int as lines, count(first_seq)::int as known,
               coalesce(sum(amount) filter (where amount > 0), 0) as in,
               coalesce(-sum(amount) filter (where amount < 0), 0) as out
          from statement_line where seq = s.seq) l
     where ${where}`.execute(tx.db);
  return rows.map(({ opening, closing, in: came, out: went, ...row }) => ({
    ...row,
    openingMinor: opening === null ? null : BigInt(opening),
    closingMinor: closing === null ? null : BigInt(closing),
    inMinor: BigInt(came),
    outMinor: BigInt(went),
  }));
}

/** Statements in the order of their sequence numbers; undefined for one that is not there. */
export async function findStatements(
  tx: Tx,
  seqs: readonly number[],
): Promise<(StatementView | undefined)[]> {
  const rows = await selectStatements(tx, sql`s.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}
