// The runs of reconciliation: numbered before the lane is taken, stored with their transactions in it. Whoever
// makes one holds the lock of statements.
import { sql } from "kysely";
import type { Sender, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import type { Side } from "../engine/side.ts";

/** A run that is being made. */
export interface NewRun {
  readonly id: number;
  /** It sees the book up to this transaction, whatever is recorded while it works. */
  readonly upTo: number;
}

export async function beginRun(tx: Tx): Promise<NewRun> {
  const { rows } = await sql<NewRun>`
    select coalesce((select max(id) from matching_run), 0)::float8 + 1 as id,
           coalesce((select max(seq) from ledger_transaction), 0)::float8 as "upTo"`.execute(tx.db);
  return rows[0]!;
}

/** Stores a run with its transaction. */
export function storeRun(out: Sender, { id, upTo }: NewRun, seq: number): void {
  out.send(sql`insert into matching_run (id, seq, up_to) values (${id}, ${seq}, ${upTo})`);
}

/** The last transaction that an earlier run of the side has seen; null before the first one. */
export async function lastSeen(tx: Tx, side: Side): Promise<number | null> {
  const { rows } = await sql<Row<"matching_run", "up_to">>`
    select r.up_to from matching_run r left join statement s using (seq)
     where coalesce(s.side, ${side}) = ${side} order by r.id desc limit 1`.execute(tx.db);
  return rows[0] === undefined ? null : Number(rows[0].up_to);
}
