// Reads the journal for a replay, page by page in order of sequence, with the stored facts of each
// entry.
import { sql } from "kysely";
import { REFUND, SETTLEMENT } from "../../commission/orders/kinds.ts";
import { PROGRAMME, PROGRAMME_CLOSE } from "../../commission/programmes/kinds.ts";
import { RELEASE } from "../../commission/release/kinds.ts";
import { TIER, WINDOW_CLOSE } from "../../commission/tiers/kinds.ts";
import type { Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { STATUS, WITHHOLDING } from "../../network/kinds.ts";
import {
  readCloses,
  readEarningsWithholdings,
  readLegs,
  readRefunds,
  readStatuses,
  readTiers,
} from "./entries.ts";
import type { JournalEntry, Range } from "./entry.ts";
import { readSales } from "./sales.ts";

/** Entries of one page. */
export const PAGE = 1_000;

/** The kinds whose postings a replay computes. */
const FOLDED: ReadonlySet<string> = new Set([
  ...[SETTLEMENT.name, REFUND.name, RELEASE.name, WITHHOLDING.name],
  ...[PROGRAMME.name, PROGRAMME_CLOSE.name],
]);

interface EntryRow
  extends Row<"ledger_transaction", "seq" | "kind" | "ref" | "cause" | "posting_count"> {
  readonly occurred_at: number;
}

/** The journal up to `last`, in pages; memory holds one page. */
export async function* readJournal(
  tx: Tx,
  range: Range,
  last: number,
  size: number,
): AsyncGenerator<JournalEntry[]> {
  for (let from = 0; from < last; ) {
    const { rows } = await sql<EntryRow>`
      select seq, kind, ref, (extract(epoch from occurred_at) * 1000)::float8 as occurred_at, cause,
             posting_count
        from ledger_transaction where seq > ${from} and seq <= ${last}
       order by seq limit ${size}`.execute(tx.db);
    if (rows.length === 0) return;
    yield await completed(tx, range, rows);
    from = Number(rows.at(-1)!.seq);
  }
}

/** Adds the facts of other tables to the rows. */
async function completed(tx: Tx, range: Range, rows: readonly EntryRow[]): Promise<JournalEntry[]> {
  const seqsOf = (wanted: (row: EntryRow) => boolean) => rows.filter(wanted).map(({ seq }) => +seq);
  const ofKind = (wanted: string) => seqsOf(({ kind }) => kind === wanted);
  const sales = await readSales(tx, range, ofKind(SETTLEMENT.name));
  const refunds = await readRefunds(tx, ofKind(REFUND.name));
  const statuses = await readStatuses(tx, ofKind(STATUS.name));
  const earningsWithholdings = await readEarningsWithholdings(tx, ofKind(WITHHOLDING.name));
  const tiers = await readTiers(tx, ofKind(TIER.name));
  const closes = await readCloses(tx, ofKind(WINDOW_CLOSE.name));
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
        withholding: earningsWithholdings.get(seq),
        tier: tiers.get(seq),
        close: closes.get(seq),
        legs: legs.get(seq) ?? [],
      },
    };
  });
}
