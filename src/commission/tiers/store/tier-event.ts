// Reads tier changes as events, page by page, because the close of a window may have any number of
// them.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { baseOf, TRANSACTION, type TransactionRow } from "../../../platform/feed/base.ts";
import type { FeedEvent } from "../../../platform/feed/event.ts";
import type { EventKind, Wanted } from "../../../platform/feed/event-kind.ts";
import { TIER_CHANGE_ORIGIN, TIER_MONTH, type TierChangeOrigin } from "./tier-change-origin.ts";

/**
 * A distributor's tier changed; `upline` has the ids of its ancestors at that time, the nearest
 * first.
 */
export interface TierChanged extends FeedEvent {
  readonly kind: "TIER_CHANGED";
  readonly distributorId: number;
  readonly from: string | null;
  readonly to: string;
  readonly upline: readonly number[];
  readonly cause: TierChangeOrigin;
  /** The reason of a tier set by hand. */
  readonly reason: string | null;
  /** The month whose close changed the tier, such as `2026-01`. */
  readonly month: string | null;
}

/** The largest number of tier changes in one page. */
const PAGE_TIER_CHANGES = 5_000;
/** Tier changes are numbered after all postings that a transaction can have. */
const FIRST_TIER_CHANGE = 10_000;

export const tierChanged: EventKind<TierChanged> = {
  kind: "TIER_CHANGED",
  sees: (scope, { distributorId, upline }) =>
    "distributorId" in scope &&
    (distributorId === scope.distributorId || upline.includes(scope.distributorId)),
  read: readTierChanges,
  findSeqs: (scope, { range, limit }) =>
    "distributorId" in scope
      ? sql`select distinct seq from tier_change where ${range} and (
           distributor_id = ${scope.distributorId} or ${scope.distributorId} = any(upline)) ${limit}`
      : undefined,
  pages: { first: FIRST_TIER_CHANGE, size: PAGE_TIER_CHANGES },
};

interface ChangeRow extends TransactionRow, Row<"tier_change", "line" | "upline"> {
  readonly id: number;
  readonly from: string | null;
  readonly to: string;
  readonly cause: TierChangeOrigin;
  readonly reason: string | null;
  readonly month: string | null;
}

/** The first tier changes of the given transactions after a position that a scope sees. */
async function readTierChanges(tx: Tx, { seqs, scope, start }: Wanted): Promise<TierChanged[]> {
  if ("supplierId" in scope) return [];
  const seen =
    "all" in scope
      ? sql`true`
      : sql`(c.distributor_id = ${scope.distributorId} or ${scope.distributorId} = any(c.upline))`;
  const { rows } = await sql<ChangeRow>`
    select ${TRANSACTION}, c.line, c.distributor_id as id, c.from_tier as from, c.to_tier as to, c.upline,
           ${TIER_CHANGE_ORIGIN} as cause, ${TIER_MONTH} as month, m.reason
      from tier_change c
      join ledger_transaction t on t.seq = c.seq
      left join manual_tier m on m.seq = c.seq
     where c.seq = any(${seqs}) and (c.seq, c.line) > (${start.seq}, ${start.n - FIRST_TIER_CHANGE})
       and ${seen}
     order by c.seq, c.line limit ${PAGE_TIER_CHANGES}`.execute(tx.db);
  return rows.map((row) => {
    const { id: distributorId, from, to, upline, cause, reason, month } = row;
    const base = baseOf(row, FIRST_TIER_CHANGE + row.line);
    const change = { distributorId, from, to, upline, cause, reason, month };
    return { kind: "TIER_CHANGED", ...base, ...change };
  });
}
