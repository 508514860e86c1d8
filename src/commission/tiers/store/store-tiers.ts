// Stores changes of tiers, whatever made them, and what distributors hold then.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";

/** A change with its place in the stream; the lines of one transaction go on from 1. */
export interface StoredTierChange {
  readonly seq: number;
  readonly line: number;
  readonly distributorId: number;
  readonly from: string | null;
  readonly to: string;
  /** The ids of the ancestors then, the nearest first. */
  readonly upline: readonly number[];
}

/** Stores changes in the order of the stream; the last one of each distributor is what it holds. */
export async function storeTierChanges(tx: Tx, rows: readonly StoredTierChange[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into tier_change (seq, line, distributor_id, from_tier, to_tier, upline)
    select seq, line, distributor_id, from_tier, to_tier, upline::int[]
      from unnest(${numbers(rows.map((r) => r.seq))}::bigint[],
        ${numbers(rows.map((r) => r.line))}::int[],
        ${numbers(rows.map((r) => r.distributorId))}::int[],
        ${texts(rows.map((r) => r.from))}::text[],
        ${texts(rows.map((r) => r.to))}::text[],
        ${texts(rows.map((r) => numbers(r.upline)))}::text[])
        as r (seq, line, distributor_id, from_tier, to_tier, upline)`.execute(tx.db);
  const held = new Map(rows.map(({ distributorId, to }) => [distributorId, to]));
  const changed = [...held].sort(([a], [b]) => a - b);
  await sql`update distributor d set tier = c.tier
    from unnest(${numbers(changed.map(([id]) => id))}::int[],
      ${texts(changed.map(([, tier]) => tier))}::text[]) as c (id, tier)
   where d.id = c.id`.execute(tx.db);
}
