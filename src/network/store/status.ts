// What became of distributors' statuses: whoever has no row joined ACTIVE and is so still.
import { sql } from "kysely";
import type { Status } from "../../commission/engine/distributor.ts";
import type { Tx } from "../../database/database.ts";
import { numbers, texts } from "../../database/unnest.ts";

/** Rows that one insert takes. */
const INSERT_ROWS = 20_000;

export interface StatusChange {
  readonly id: number;
  /** Null: as it joined. */
  readonly from: Status | null;
  readonly to: Status;
}

/** Keeps what one transaction of the stream did to statuses. */
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

/** Keeps the statuses with which distributors joined, where they are not ACTIVE. */
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
