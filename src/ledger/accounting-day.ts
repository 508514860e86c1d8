// The day that an entry is booked on: its own, unless that lies in a closed month
// (docs/rules.md §7).
import { sql } from "kysely";

/** The first day that is not in a closed month, as a part of a query; null while none is closed. */
export const OPEN_FROM = sql`(
  select (month + interval '1 month')::date::text from period_close c
   where not exists (select from period_reopen r where r.close_seq = c.seq)
   order by seq desc limit 1)`;

/** `day` is the local date of what happened, and `openFrom` the first open day, or empty. */
export function accountingDay(day: string, openFrom: string): string {
  return day < openFrom ? openFrom : day;
}
