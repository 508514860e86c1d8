// The journal as a replay reads it: a page at a time in order of sequence, with what is kept of each entry.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import {
  readCloses,
  readLegs,
  readRefunds,
  readStatuses,
  readTiers,
  readWithholdings,
} from "./entries.ts";
import type { JournalEntry, Range } from "./entry.ts";
import { readSales } from "./sales.ts";

/** Entries that are read at once. */
export const PAGE = 1_000;

/** The kinds whose postings a replay works out by itself. */
const FOLDED: ReadonlySet<string> = new Set([
  ...["SETTLEMENT", "REFUND", "RELEASE", "WITHHOLDING"],
  ...["PROGRAMME", "PROGRAMME_CLOSE"],
]);

interface Row {
  seq: string;
  kind: string;
  ref: string | null;
  occurred_at: number;
  cause: string;
  posting_count: number;
}

/** The journal up to `last`, by pages of so many entries: memory holds one of them. */
export async function* readJournal(
  tx: Tx,
  range: Range,
  last: number,
  size: number,
): AsyncGenerator<JournalEntry[]> {
  for (let from = 0; from < last; ) {
    const { rows } = await sql<Row>`
      select seq, kind, ref, (extract(epoch from occurred_at) * 1000)::float8 as occurred_at, cause,
             posting_count
        from ledger_transaction where seq > ${from} and seq <= ${last}
       order by seq limit ${size}`.execute(tx.db);
    if (rows.length === 0) return;
    yield await completed(tx, range, rows);
    from = Number(rows.at(-1)!.seq);
  }
}

/** The rows with what other tables keep of them. */
async function completed(tx: Tx, range: Range, rows: readonly Row[]): Promise<JournalEntry[]> {
  const seqsOf = (wanted: (row: Row) => boolean) => rows.filter(wanted).map(({ seq }) => +seq);
  const ofKind = (wanted: string) => seqsOf(({ kind }) => kind === wanted);
  const sales = await readSales(tx, range, ofKind("SETTLEMENT"));
  const refunds = await readRefunds(tx, ofKind("REFUND"));
  const statuses = await readStatuses(tx, ofKind("STATUS"));
  const withholdings = await readWithholdings(tx, ofKind("WITHHOLDING"));
  const tiers = await readTiers(tx, ofKind("TIER"));
  const closes = await readCloses(tx, ofKind("WINDOW_CLOSE"));
  const legs = await readLegs(
    tx,
    seqsOf((row) => row.posting_count > 0 && !FOLDED.has(row.kind)),
  );
  return rows.map(({ seq: text, kind, ref, occurred_at: occurredAt, cause }) => {
    const seq = Number(text);
    return {
      ...{ seq, kind, ref, occurredAt, cause },
      ...{ sale: sales.get(seq), refund: refunds.get(seq), status: statuses.get(seq) },
      ...{
        withholding: withholdings.get(seq),
        tier: tiers.get(seq),
        close: closes.get(seq),
        legs: legs.get(seq) ?? [],
      },
    };
  });
}
