// Stores tier changes of any cause, and the new tiers of distributors.
import { sql } from "kysely";
import type { Sender } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import { storeTiers } from "../../../network/index.ts";

/** A change with its sequence number and line; the lines of a transaction start at 1. */
export interface StoredTierChange {
  readonly seq: number;
  readonly line: number;
  readonly distributorId: number;
  readonly from: string | null;
  readonly to: string;
  /** The ids of the ancestors at that time, the nearest first. */
  readonly upline: readonly number[];
}

/** Stores changes in order; the last change of each distributor is its current tier. */
export function storeTierChanges(out: Sender, rows: readonly StoredTierChange[]): void {
  if (rows.length === 0) return;
  out.send(sql`insert into tier_change (seq, line, distributor_id, from_tier, to_tier, upline)
    select seq, line, distributor_id, from_tier, to_tier, upline::int[]
      from unnest(${numbers(rows.map((r) => r.seq))}::bigint[],
        ${numbers(rows.map((r) => r.line))}::int[],
        ${numbers(rows.map((r) => r.distributorId))}::int[],
        ${texts(rows.map((r) => r.from))}::text[],
        ${texts(rows.map((r) => r.to))}::text[],
        ${texts(rows.map((r) => numbers(r.upline)))}::text[])
        as r (seq, line, distributor_id, from_tier, to_tier, upline)`);
  const held = new Map(rows.map(({ distributorId, to }) => [distributorId, to]));
  const changed = [...held].sort(([a], [b]) => a - b);
  storeTiers(out, changed);
}
