// Stores status changes; a distributor without a row joined as ACTIVE and still is.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { numbers, texts } from "../../database/unnest.ts";
import type { Status } from "../engine/distributor.ts";

/** Rows of one insert statement. */
const INSERT_ROWS = 20_000;

export interface StatusChange {
  readonly id: number;
  /** Null for the status at enrolment. */
  readonly from: Status | null;
  readonly to: Status;
}

/** Stores the status changes of one ledger transaction. */
export async function storeStatuses(
  tx: Tx,
  seq: number,
  changes: readonly StatusChange[],
): Promise<void> {
  for (let from = 0; from < changes.length; from += INSERT_ROWS) {
    const some = changes.slice(from, from + INSERT_ROWS);
    await sql`insert into status_change (seq, distributor_id, from_status, to_status)
      select ${seq}::bigint, * from unnest(${numbers(some.map((c) => c.id))}::int[],
        ${texts(some.map((c) => c.from))}::text[], ${texts(some.map((c) => c.to))}::text[])`.execute(
      tx.db,
    );
  }
}

/** Stores the statuses at enrolment that are not ACTIVE. */
export function storeJoined(
  tx: Tx,
  seq: number,
  joined: readonly { readonly id: number; readonly status: Status }[],
): Promise<void> {
  const others = joined.filter(({ status }) => status !== "ACTIVE");
  return storeStatuses(
    tx,
    seq,
    others.map(({ id, status }) => ({ id, from: null, to: status })),
  );
}
