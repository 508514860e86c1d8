// Loads how distributors hold their tiers at a given transaction, page by page to limit memory.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Volume } from "../../../network/engine/distributor.ts";

/** Distributors of one page. */
const PAGE = 5_000;

/** The distributors to load, and the moment. */
export interface HeldOptions {
  /** The state after all transactions before this one. */
  readonly before: number;
  /** Only distributors with ids above `after`, up to `last`. */
  readonly after: number;
  readonly last: number;
  readonly tiers: readonly string[];
  /** The local date on which a floor must still be valid. */
  readonly day: string;
}

export interface TierHolderRow
  extends Row<"distributor", "id" | "code">,
    Row<"distributor_path", "path"> {
  readonly tier: string;
  readonly since: number;
  readonly floor: string | null;
}

/**
 * A page of the distributors that hold one of the tiers, by id. A tier is held since its last
 * change, or since joining, but never since a time before the end of the last window closed at that
 * change.
 */
export async function loadTierHolders(tx: Tx, options: HeldOptions): Promise<TierHolderRow[]> {
  const { before, after, last, tiers, day } = options;
  const { rows } = await sql<TierHolderRow>`
    select d.id, d.code, p.path, h.tier, f.tier as floor,
           (extract(epoch from case when c.seq is null then d.joined_at
              else greatest(t.occurred_at, w.ended_at) end) * 1000)::float8 as since
      from distributor d
      join distributor_path p on p.distributor_id = d.id
      left join lateral (
        select seq, to_tier from tier_change
         where distributor_id = d.id and seq < ${before} order by seq desc limit 1) c on true
      cross join lateral (
        select case when c.seq is null then d.joined_tier else c.to_tier end as tier) h
      left join ledger_transaction t on t.seq = c.seq
      left join lateral (
        select e.occurred_at as ended_at from window_close x join ledger_transaction e using (seq)
         where x.seq < c.seq order by x.seq desc limit 1) w on true
      left join lateral (
        select case when until >= ${day}::date then tier end as tier from manual_tier
         where distributor_id = d.id and seq < ${before} order by seq desc limit 1) f on true
     where d.id > ${after} and d.id <= ${last} and h.tier = any(${texts(tiers)}::text[])
     order by d.id limit ${PAGE}`.execute(tx.db);
  return rows;
}

/** A distributor's volume in a month, given by its first day. */
export type VolumeIn = (id: number, month: string) => Volume;

const NOTHING: Volume = { personal: 0n, team: 0n };

/** The current volumes of the given distributors in the given months. */
export async function loadVolumesIn(
  tx: Tx,
  ids: readonly number[],
  months: readonly string[],
): Promise<VolumeIn> {
  const { rows } = await sql<Row<"volume", "month" | "personal" | "team"> & { id: number }>`
    select distributor_id as id, month::text, personal, team from volume
     where distributor_id = any(${numbers(ids)}::int[]) and month = any(${texts(months)}::date[])`.execute(
    tx.db,
  );
  const found = new Map(
    rows.map(({ id, month, personal, team }) => {
      return [`${id} ${month}`, { personal: BigInt(personal), team: BigInt(team) }];
    }),
  );
  return (id, month) => found.get(`${id} ${month}`) ?? NOTHING;
}
