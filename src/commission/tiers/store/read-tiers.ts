// Reads tiers over time for the API: their changes, the floors set by hand, and the window closes.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { byList, type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers } from "../../../database/unnest.ts";
import { TIER_CHANGE_ORIGIN, TIER_MONTH, type TierChangeOrigin } from "./tier-change-origin.ts";

/** A change of tier with its cause. */
export interface TierStepView extends Row<"tier_change", "line"> {
  readonly seq: number;
  readonly distributorId: number;
  readonly from: string | null;
  readonly to: string;
  readonly cause: TierChangeOrigin;
  /** The reason, if it was set by hand. */
  readonly reason: string | null;
  /** The closed month, if a window close caused it. */
  readonly month: string | null;
  readonly occurredAt: number;
  readonly recordedAt: number;
}

const INSTANTS = sql`(extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt",
  (extract(epoch from t.recorded_at) * 1000)::float8 as "recordedAt"`;

const STEP = sql`c.seq::float8 as seq, c.line, c.distributor_id as "distributorId",
  c.from_tier as "from", c.to_tier as "to", ${TIER_CHANGE_ORIGIN} as cause, ${TIER_MONTH} as month,
  m.reason, ${INSTANTS}
  from tier_change c join ledger_transaction t on t.seq = c.seq left join manual_tier m on m.seq = c.seq`;

/** The same page of many distributors' tier histories, by transaction, in the order of the ids. */
export async function pageTierHistories(
  tx: Tx,
  ids: readonly number[],
  page: Page<number>,
): Promise<TierStepView[][]> {
  const { condition, order } = pageSql(page, [sql`c.seq`], (seq) => [seq]);
  const { rows } = await sql<TierStepView & { n: number }>`
    select w.n::int as n, s.*
      from unnest(${numbers(ids)}::int[]) with ordinality as w (id, n)
      cross join lateral (
        select ${STEP} where c.distributor_id = w.id and ${condition} ${order}) s`.execute(tx.db);
  return byList(rows, ids.length);
}

/** The same page of the downgrades of many closes, by line, in the order of the closes. */
export async function pageDowngrades(
  tx: Tx,
  seqs: readonly number[],
  page: Page<number>,
): Promise<TierStepView[][]> {
  const { condition, order } = pageSql(page, [sql`c.line`], (line) => [line]);
  const { rows } = await sql<TierStepView & { n: number }>`
    select w.n::int as n, s.*
      from unnest(${numbers(seqs)}::bigint[]) with ordinality as w (seq, n)
      cross join lateral (select ${STEP} where c.seq = w.seq and ${condition} ${order}) s`.execute(
    tx.db,
  );
  return byList(rows, seqs.length);
}

/**
 * The lowest tier that a close can downgrade to, until the first close after the floor's last day.
 */
export type FloorView = Row<"manual_tier", "tier" | "until" | "reason">;

/** The floors in force, in the order of the ids; undefined if there is none. */
export async function floorsOf(tx: Tx, ids: readonly number[]): Promise<(FloorView | undefined)[]> {
  const { rows } = await sql<FloorView & { id: number }>`
    select d.id, f.tier, f.until::text, f.reason
      from unnest(${numbers(ids)}::int[]) as d (id)
      cross join lateral (
        select * from manual_tier where distributor_id = d.id order by seq desc limit 1) f
      left join (select (month + interval '1 month')::date as day from window_close
                  order by seq desc limit 1) closed on true
     where f.until >= coalesce(closed.day, f.until)`.execute(tx.db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/** A closed window. */
export interface WindowCloseView extends Row<"window_close", "downgraded"> {
  readonly seq: number;
  /** In the form `2026-01`. */
  readonly month: string;
  readonly ladderVersion: number;
  readonly occurredAt: number;
  readonly recordedAt: number;
}

async function selectCloses(tx: Tx, where: RawBuilder<unknown>): Promise<WindowCloseView[]> {
  const { rows } = await sql<WindowCloseView>`
    select w.seq::float8 as seq, t.ref as month, w.ladder_version as "ladderVersion", w.downgraded,
           ${INSTANTS}
      from window_close w join ledger_transaction t on t.seq = w.seq where ${where}`.execute(tx.db);
  return rows;
}

/** Closes in the order of the sequence numbers; undefined for a number that is not a close. */
export async function findWindowCloses(
  tx: Tx,
  seqs: readonly number[],
): Promise<(WindowCloseView | undefined)[]> {
  const rows = await selectCloses(tx, sql`w.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}

/** A page of the closes, by month. */
export function pageWindowCloses(tx: Tx, page: Page<number>): Promise<WindowCloseView[]> {
  const { condition, order } = pageSql(page, [sql`w.seq`], (seq) => [seq]);
  return selectCloses(tx, sql`${condition} ${order}`);
}

export interface TierChangeView extends Row<"tier_change", "upline"> {
  readonly distributorId: number;
  readonly from: string | null;
  readonly to: string;
}

/** The tier changes that many sales caused, each from the seller up. */
export async function tierChangesOf(tx: Tx, seqs: readonly number[]): Promise<TierChangeView[][]> {
  const { rows } = await sql<TierChangeView & { n: number }>`
    select w.n::int as n, c.distributor_id as "distributorId", c.from_tier as "from",
           c.to_tier as "to", c.upline
      from unnest(${numbers(seqs)}::bigint[]) with ordinality as w (seq, n)
      join tier_change c on c.seq = w.seq
     order by w.n, c.line`.execute(tx.db);
  return byList(rows, seqs.length);
}
