// Reads tier changes as events, page by page, because the close of a window may have any number of them.
import { type RawBuilder, sql } from "kysely";
import { TIER_CAUSE, TIER_MONTH, type TierCause } from "../../commission/tiers/store/tier-cause.ts";
import type { Tx } from "../../database/database.ts";
import { baseOf, type Row, TRANSACTION } from "./base.ts";
import { type Place, type Scope, type TierChanged, WHOLE } from "./event.ts";

/** The largest number of tier changes in one page. */
export const PAGE_TIER_CHANGES = 5_000;
/** Tier changes are numbered after all postings that a transaction can have. */
const FIRST_TIER_CHANGE = 10_000;

interface ChangeRow extends Row {
  line: number;
  id: number;
  from: string | null;
  to: string;
  upline: number[];
  cause: TierCause;
  reason: string | null;
  month: string | null;
}

/**
 * The position at which to start reading after a cursor. It is rounded down, so that readers of one
 * transaction share their pages; a few events before the cursor may come again.
 */
export function pageStart({ seq, n }: Place): Place {
  if (n === WHOLE) return { seq: seq + 1, n: -1 };
  const line = Math.floor((n - FIRST_TIER_CHANGE) / PAGE_TIER_CHANGES) * PAGE_TIER_CHANGES;
  return { seq, n: line > 0 ? FIRST_TIER_CHANGE + line : -1 };
}

/** The first tier changes of the given transactions after a position that a scope sees. */
export async function readTierChanges(
  tx: Tx,
  scope: Scope,
  wanted: RawBuilder<unknown>,
  start: Place,
): Promise<TierChanged[]> {
  if ("supplierId" in scope) return [];
  const seen =
    "all" in scope
      ? sql`true`
      : sql`(c.distributor_id = ${scope.distributorId} or ${scope.distributorId} = any(c.upline))`;
  const { rows } = await sql<ChangeRow>`
    select ${TRANSACTION}, c.line, c.distributor_id as id, c.from_tier as from, c.to_tier as to, c.upline,
           ${TIER_CAUSE} as cause, ${TIER_MONTH} as month, m.reason
      from tier_change c
      join ledger_transaction t on t.seq = c.seq
      left join manual_tier m on m.seq = c.seq
     where c.seq = any(${wanted}) and (c.seq, c.line) > (${start.seq}, ${start.n - FIRST_TIER_CHANGE})
       and ${seen}
     order by c.seq, c.line limit ${PAGE_TIER_CHANGES}`.execute(tx.db);
  return rows.map((row) => {
    const { id: distributorId, from, to, upline, cause, reason, month } = row;
    const base = baseOf(row, FIRST_TIER_CHANGE + row.line);
    const change = { distributorId, from, to, upline, cause, reason, month };
    return { kind: "TIER_CHANGED", ...base, ...change };
  });
}
