// The fields that every event takes from its ledger transaction.
import { sql } from "kysely";
import type { Row } from "../../database/tables.ts";
import { cursorOf } from "./event.ts";

/** The columns that every event's row has. */
export interface TransactionRow extends Row<"ledger_transaction", "seq" | "ref"> {
  /** Both in epoch milliseconds, as text. */
  readonly occurred_at: string;
  readonly recorded_at: string;
}

/** The columns of `TransactionRow`, of a `ledger_transaction t`. */
export const TRANSACTION = sql`t.seq, t.ref, extract(epoch from t.occurred_at) * 1000 as occurred_at,
  extract(epoch from t.recorded_at) * 1000 as recorded_at`;

/** An event's common part; `n` is its number in the transaction. */
export function baseOf(row: TransactionRow, n: number) {
  const seq = Number(row.seq);
  const [occurredAt, recordedAt] = [Number(row.occurred_at), Number(row.recorded_at)];
  return { seq, n, cursor: cursorOf({ seq, n }), ref: row.ref, occurredAt, recordedAt };
}
