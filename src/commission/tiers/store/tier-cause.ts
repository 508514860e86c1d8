// What changes tiers: an order, somebody's hand, or a window that closes (rules §4).
import { sql } from "kysely";

export const TIER_CAUSES = ["ORDER", "MANUAL", "WINDOW_CLOSE"] as const;
export type TierCause = (typeof TIER_CAUSES)[number];

/** The cause of a change, of its transaction `t`. */
export const TIER_CAUSE = sql`case t.kind when 'SETTLEMENT' then 'ORDER' when 'TIER' then 'MANUAL'
  else t.kind end`;

/** The month whose close it was, as people write it; null for the other causes. */
export const TIER_MONTH = sql`case when t.kind = 'WINDOW_CLOSE' then t.ref end`;
