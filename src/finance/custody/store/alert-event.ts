// Reads the alerts for finance as events: the transactions after which custody no longer covered
// what is owed.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { baseOf, TRANSACTION, type TransactionRow } from "../../../platform/feed/base.ts";
import type { FeedEvent } from "../../../platform/feed/event.ts";
import type { EventKind, Wanted } from "../../../platform/feed/event-kind.ts";

/** Custody no longer covers what is owed. It is raised once for each gap. */
export interface AlertRaised extends FeedEvent {
  readonly kind: "ALERT_RAISED";
  /** The amount missing in custody at that time, in minor units of the settlement asset. */
  readonly gapMinor: bigint;
}

export const alertRaised: EventKind<AlertRaised> = {
  kind: "ALERT_RAISED",
  sees: () => false,
  read: readAlerts,
};

/** An alert comes after all other events of its transaction, except tier changes. */
const ALERT = 9_999;

/** The alerts of the given transactions. */
async function readAlerts(tx: Tx, { seqs }: Wanted): Promise<AlertRaised[]> {
  const { rows } = await sql<TransactionRow & Row<"gap_opened", "gap">>`
    select ${TRANSACTION}, g.gap
      from gap_opened g join ledger_transaction t using (seq)
     where g.seq = any(${seqs})`.execute(tx.db);
  return rows.map((row) => {
    return { kind: "ALERT_RAISED", ...baseOf(row, ALERT), gapMinor: BigInt(row.gap) };
  });
}
