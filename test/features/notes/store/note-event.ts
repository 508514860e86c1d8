// Written notes, as events: the distributor that one is about does not see it.
import { sql } from "kysely";
import { baseOf, TRANSACTION, type TransactionRow } from "../../../../src/platform/feed/base.ts";
import type { FeedEvent } from "../../../../src/platform/feed/event.ts";
import type { EventKind } from "../../../../src/platform/feed/event-kind.ts";

export interface NoteWritten extends FeedEvent {
  readonly kind: "NOTE_WRITTEN";
  readonly text: string;
}

/** The only event of its transaction. */
const NUMBER = 1;

export const noteWritten: EventKind<NoteWritten> = {
  kind: "NOTE_WRITTEN",
  sees: () => false,
  async read(tx, { seqs }) {
    const { rows } = await sql<TransactionRow & { text: string }>`
      select ${TRANSACTION}, n.text from note n join ledger_transaction t using (seq)
       where n.seq = any(${seqs})`.execute(tx.db);
    return rows.map((row) => ({ kind: "NOTE_WRITTEN", ...baseOf(row, NUMBER), text: row.text }));
  },
};
