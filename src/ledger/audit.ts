// The audit trail: who requested what, for every entry that no order caused (docs/rules.md §7).
import { type RawBuilder, sql } from "kysely";
import type { Actor, Tx } from "../database/database.ts";
import { type Page, pageSql } from "../database/page.ts";
import type { Row } from "../database/tables.ts";
import { formatInstant } from "../kernel/time.ts";
import { reasonOf } from "./cause.ts";
import type { TransactionKind } from "./kind.ts";

/** One act, in the order of the sequence numbers. */
export interface AuditView extends Row<"ledger_transaction", "kind" | "ref"> {
  readonly seq: number;
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

type ActRow = Omit<AuditView, "by" | "reason" | "request"> & Row<"ledger_transaction", "cause">;

/** A page of the transactions of those `kinds` that an actor requests, by sequence number. */
export async function pageAudit(
  tx: Tx,
  kinds: readonly TransactionKind[],
  filter: AuditFilter,
  page: Page<number>,
): Promise<AuditView[]> {
  const { condition, order } = pageSql(page, [sql`t.seq`], (seq) => [seq]);
  const { rows } = await sql<ActRow>`
    select t.seq::float8 as seq, t.kind, t.ref, t.cause,
           (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt",
           (extract(epoch from t.recorded_at) * 1000)::float8 as "recordedAt"
      from ledger_transaction t
     where ${isAct(kinds)} and ${whereOf(filter)}
       and ${condition} ${order}`.execute(tx.db);
  return rows.map(viewOf);
}

// Written out as the partial index has it, not as an array, or the index would not be used.
function isAct(kinds: readonly TransactionKind[]): RawBuilder<unknown> {
  const others = kinds.filter((kind) => !kind.isAct);
  const conditions = others.map(({ name }) => sql`t.kind <> ${sql.lit(name)}`);
  return sql.join([sql`true`, ...conditions], sql` and `);
}

function whereOf({ from, to, sub }: AuditFilter): RawBuilder<unknown> {
  const wanted = [sql`true`];
  if (from !== undefined) wanted.push(sql`t.recorded_at >= ${formatInstant(from)}::timestamptz`);
  if (to !== undefined) wanted.push(sql`t.recorded_at < ${formatInstant(to)}::timestamptz`);
  if (sub !== undefined) wanted.push(sql`t.cause::jsonb #>> '{by,sub}' = ${sub}`);
  return sql.join(wanted, sql` and `);
}

function viewOf({ cause, ...row }: ActRow): AuditView {
  const { by = null, ...request } = JSON.parse(cause) as Record<string, unknown>;
  return { ...row, by: by as Actor | null, reason: reasonOf(cause), request };
}
