// What orders and refunds of other processes have changed since an entry, so that a lane that remembers the
// state at that entry need not forget all of it.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { numbers } from "../../../database/unnest.ts";
import type { Distributor } from "../../../network/engine/distributor.ts";
import { REFUND, SETTLEMENT } from "../kinds.ts";

/** The ids of distributors and suppliers whose figures have changed. */
export interface Changed {
  readonly distributors: readonly number[];
  readonly suppliers: readonly number[];
}

/** Undefined if the entry is not in the book, or if anything but orders and refunds follows it. */
export async function changedSince(
  tx: Tx,
  { seq, hash }: { readonly seq: number; readonly hash: string },
): Promise<Changed | undefined> {
  const { rows } = await sql<Changed & { hash: string | null; isTrade: boolean }>`
    with traded as (
      select seller_id, upline, supplier_id from settlement where seq > ${seq}
      union all
      select s.seller_id, s.upline, s.supplier_id
        from refund r join settlement s on s.seq = r.order_seq where r.seq > ${seq})
    select (select encode(hash, 'hex') from ledger_transaction where seq = ${seq}) as hash,
           not exists (select from ledger_transaction where seq > ${seq}
             and kind not in (${sql.lit(SETTLEMENT.name)}, ${sql.lit(REFUND.name)})) as "isTrade",
           array(select distinct id from traded, unnest(array_append(upline, seller_id)) as id)
             as distributors,
           array(select distinct supplier_id from traded) as suppliers`.execute(tx.db);
  const [row] = rows;
  return row?.hash === hash && row.isTrade ? row : undefined;
}

/** Gives distributors the tiers that are stored. */
export async function refreshTiers(tx: Tx, stale: readonly Distributor[]): Promise<void> {
  if (stale.length === 0) return;
  const byId = new Map(stale.map((one) => [one.id, one]));
  const { rows } = await sql<Pick<Distributor, "id" | "tier">>`
    select id, tier from distributor where id = any(${numbers(byId.keys())}::int[])`.execute(tx.db);
  for (const { id, tier } of rows) byId.get(id)!.tier = tier;
}
