// The audit trail: who requested what, for every entry that no order caused (docs/rules.md §7).
import { type RawBuilder, sql } from "kysely";
import type { Actor, Tx } from "../database/database.ts";
import { type Page, pageSql } from "../database/page.ts";
import { formatInstant } from "../kernel/time.ts";
import { reasonOf } from "./cause.ts";

/** One act, in the order of the sequence numbers. */
export interface AuditView {
  readonly seq: number;
  readonly kind: string;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly recordedAt: number;
  /** Null if no person or token requested it, for example in the demo. */
  readonly by: Actor | null;
  readonly reason: string | null;
  readonly request: Readonly<Record<string, unknown>>;
}

export interface AuditFilter {
  /** Recorded at or after this time, in epoch milliseconds. */
  readonly from?: number | undefined;
  /** Recorded before this time. */
  readonly to?: number | undefined;
  readonly sub?: string | undefined;
}

interface Row extends Omit<AuditView, "by" | "reason" | "request"> {
  readonly cause: string;
}

/** A page of the acts, by sequence number: of every kind but the `consequences`, which nobody does. */
export async function pageAudit(
  tx: Tx,
  consequences: readonly string[],
  filter: AuditFilter,
  page: Page<number>,
): Promise<AuditView[]> {
  const { condition, order } = pageSql(page, [sql`t.seq`], (seq) => [seq]);
  const { rows } = await sql<Row>`
    select t.seq::float8 as seq, t.kind, t.ref, t.cause,
           (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt",
           (extract(epoch from t.recorded_at) * 1000)::float8 as "recordedAt"
      from ledger_transaction t
     where ${noneOf(consequences)} and ${whereOf(filter)}
       and ${condition} ${order}`.execute(tx.db);
  return rows.map(viewOf);
}

// Spelled out as the partial index has it, and not as one array, or the index would not be used.
function noneOf(kinds: readonly string[]): RawBuilder<unknown> {
  const conditions = kinds.map((kind) => sql`t.kind <> ${sql.lit(kind)}`);
  return sql.join([sql`true`, ...conditions], sql` and `);
}

function whereOf({ from, to, sub }: AuditFilter): RawBuilder<unknown> {
  const wanted = [sql`true`];
  if (from !== undefined) wanted.push(sql`t.recorded_at >= ${formatInstant(from)}::timestamptz`);
  if (to !== undefined) wanted.push(sql`t.recorded_at < ${formatInstant(to)}::timestamptz`);
  if (sub !== undefined) wanted.push(sql`t.cause::jsonb #>> '{by,sub}' = ${sub}`);
  return sql.join(wanted, sql` and `);
}

function viewOf({ cause, ...row }: Row): AuditView {
  const { by = null, ...request } = JSON.parse(cause) as Record<string, unknown>;
  return { ...row, by: by as Actor | null, reason: reasonOf(cause), request };
}
