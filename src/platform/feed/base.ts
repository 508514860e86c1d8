// What every event has, as its transaction says it.
import { sql } from "kysely";
import { cursorOf } from "./event.ts";

/** What every event's row has. */
export interface Row {
  seq: string;
  ref: string | null;
  occurred_at: string;
  recorded_at: string;
}

export const TRANSACTION = sql`t.seq, t.ref, extract(epoch from t.occurred_at) * 1000 as occurred_at,
  extract(epoch from t.recorded_at) * 1000 as recorded_at`;

export function baseOf(row: Row, n: number) {
  const seq = Number(row.seq);
  const [occurredAt, recordedAt] = [Number(row.occurred_at), Number(row.recorded_at)];
  return { seq, n, cursor: cursorOf({ seq, n }), ref: row.ref, occurredAt, recordedAt };
}
