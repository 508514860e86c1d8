// Reading what has been published for whoever asks: plans and ladders by version, and which is in force.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import { numbers } from "../../../database/unnest.ts";
import type { DatedTable } from "../../../platform/publishing/standing.ts";
import { inForce } from "../../engine/state.ts";

/** A published document; what only a plan has is null for a ladder. */
export interface PublishedView {
  readonly version: number;
  readonly name: string | null;
  readonly acknowledgement: string | null;
  /** Null while it stands. */
  readonly withdrawnAt: number | null;
  readonly withdrawalReason: string | null;
  readonly effectiveFrom: number;
  readonly publishedAt: number;
  readonly document: Record<string, unknown>;
}

async function selectPublished(
  tx: Tx,
  kind: DatedTable,
  where: RawBuilder<unknown>,
): Promise<PublishedView[]> {
  const own = kind === "plan" ? sql`v.name, v.acknowledgement` : sql`null as name`;
  const { rows } = await sql<PublishedView>`
    select v.version, ${own}, v.document,
           (extract(epoch from v.effective_from) * 1000)::float8 as "effectiveFrom",
           (extract(epoch from t.recorded_at) * 1000)::float8 as "publishedAt",
           (extract(epoch from wt.recorded_at) * 1000)::float8 as "withdrawnAt",
           w.reason as "withdrawalReason"
      from ${sql.id(kind)} v
      join ledger_transaction t on t.seq = v.seq
      left join withdrawal w on w.published = v.seq
      left join ledger_transaction wt on wt.seq = w.seq
     where ${where}`.execute(tx.db);
  return rows;
}

/** Published documents in the order of the versions; undefined for one that is not there. */
export async function findPublished(
  tx: Tx,
  kind: DatedTable,
  versions: readonly number[],
): Promise<(PublishedView | undefined)[]> {
  const rows = await selectPublished(tx, kind, sql`v.version = any(${numbers(versions)}::int[])`);
  const byVersion = new Map(rows.map((row) => [row.version, row]));
  return versions.map((version) => byVersion.get(version));
}

/** A page of what has been published, by version. */
export function pagePublished(
  tx: Tx,
  kind: DatedTable,
  page: Page<number>,
): Promise<PublishedView[]> {
  const { condition, order } = pageSql(page, [sql`v.version`], (version) => [version]);
  return selectPublished(tx, kind, sql`${condition} ${order}`);
}

/** The ladder in force at each instant, or before the first one that; undefined without any. */
export async function laddersInForce(
  tx: Tx,
  instants: readonly number[],
): Promise<(PublishedView | undefined)[]> {
  const ladders = await selectPublished(tx, "ladder", sql`w is null order by v.effective_from`);
  return instants.map((at) => inForce(ladders, at) ?? ladders[0]);
}
