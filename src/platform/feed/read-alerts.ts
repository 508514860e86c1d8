// What finance is warned of, as events: transactions after which custody no longer covered what is owed.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { baseOf, type Row, TRANSACTION } from "./base.ts";
import type { AlertRaised } from "./event.ts";

/** The last of a transaction's events, but for its tier changes. */
const ALERT = 9_999;

/** The alerts of the transactions wanted. */
export async function readAlerts(tx: Tx, wanted: RawBuilder<unknown>): Promise<AlertRaised[]> {
  const { rows } = await sql<Row & { gap: string }>`
    select ${TRANSACTION}, g.gap
      from gap_opened g join ledger_transaction t using (seq)
     where g.seq = any(${wanted})`.execute(tx.db);
  return rows.map((row) => {
    return { kind: "ALERT_RAISED", ...baseOf(row, ALERT), gapMinor: BigInt(row.gap) };
  });
}
