// Changes of tiers as events: a page of them at a time, since a window's close may have any number.
import { type RawBuilder, sql } from "kysely";
import { TIER_CAUSE, TIER_MONTH, type TierCause } from "../../commission/tiers/store/tier-cause.ts";
import type { Tx } from "../../database/database.ts";
import { baseOf, type Row, TRANSACTION } from "./base.ts";
import { type Place, type Scope, type TierChanged, WHOLE } from "./event.ts";

/** Tier changes that one page has at most. */
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
 * The place to read on from after a cursor's, so that readers of one transaction share their pages:
 * a few events before it may come again.
 */
export function pageStart({ seq, n }: Place): Place {
  if (n === WHOLE) return { seq: seq + 1, n: -1 };
  const line = Math.floor((n - FIRST_TIER_CHANGE) / PAGE_TIER_CHANGES) * PAGE_TIER_CHANGES;
  return { seq, n: line > 0 ? FIRST_TIER_CHANGE + line : -1 };
}

/** The first tier changes behind a place of the transactions wanted, as far as a scope sees them. */
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
