// The origins of tier changes: an order, a manual change, or a window close (docs/rules.md §4).
import { sql } from "kysely";

export const TIER_CHANGE_ORIGINS = ["ORDER", "MANUAL", "WINDOW_CLOSE"] as const;
export type TierChangeOrigin = (typeof TIER_CHANGE_ORIGINS)[number];

/** SQL: the origin of a change, from its transaction `t`. */
export const TIER_CHANGE_ORIGIN = sql`case t.kind when 'SETTLEMENT' then 'ORDER' when 'TIER' then 'MANUAL'
  else t.kind end`;

/** SQL: the closed month, as text; null for the other origins. */
export const TIER_MONTH = sql`case when t.kind = 'WINDOW_CLOSE' then t.ref end`;
