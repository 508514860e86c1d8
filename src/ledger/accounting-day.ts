// Decides the accounting date of an entry: its own local day, or the first open day if its month is
// closed (docs/rules.md §7).
import { sql } from "kysely";

/** SQL: the first day after the closed months; null if no month is closed. */
export const OPEN_FROM = sql`(
  select (month + interval '1 month')::date::text from period_close c
   where not exists (select from period_reopen r where r.close_seq = c.seq)
   order by seq desc limit 1)`;

/** `day` is the local date of the event; `openFrom` is the first open day, or empty. */
export function accountingDay(day: string, openFrom: string): string {
  return day < openFrom ? openFrom : day;
}
