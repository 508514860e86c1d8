// Entries of one kind with their causes, for a query that looks into them.
import { type RawBuilder, sql } from "kysely";
import type { TransactionKind } from "./kind.ts";
import { after } from "./since.ts";

/**
 * A derived table with the columns seq, ref, occurred_at and cause, a jsonb: of all entries, or of those
 * behind `since`.
 */
export function entriesOf({ name }: TransactionKind, since = 0): RawBuilder<unknown> {
  return sql`(
  select seq, ref, occurred_at, cause::jsonb as cause from ledger_transaction
   where kind = ${name} and ${after(sql`seq`, since)})`;
}
