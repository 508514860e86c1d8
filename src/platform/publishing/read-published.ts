// Reads published documents for the API: by version, by code, by pages.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { type Page, pageSql } from "../../database/page.ts";
import { numbers, texts } from "../../database/unnest.ts";
import type { Dated, DocumentKind } from "./document-kind.ts";
import { NOT_WITHDRAWN, START } from "./versions.ts";

/** A published document. */
export interface PublishedView<Document = Dated> {
  readonly version: number;
  /** Null if it is not withdrawn. */
  readonly withdrawnAt: number | null;
  readonly withdrawalReason: string | null;
  /** Epoch milliseconds; of a day, its midnight in UTC. */
  readonly effectiveFrom: number;
  readonly publishedAt: number;
  /** Null without one, and of kinds that have none. */
  readonly acknowledgement: string | null;
  readonly document: Document;
}

/** Of a kind with codes: the id is its row's, and the version counts by the code. */
export interface CodedView<Document = Dated> extends PublishedView<Document> {
  readonly id: number;
  readonly code: string;
}

async function selectPublished<View>(
  tx: Tx,
  { name, codeOf, acknowledges }: DocumentKind,
  where: RawBuilder<unknown>,
): Promise<View[]> {
  const coded = codeOf === undefined ? sql`` : sql`v.id, v.code,`;
  const reason = acknowledges === undefined ? sql`null` : sql`v.acknowledgement`;
  const { rows } = await sql<View>`
    select ${coded} v.version, v.document, ${reason} as acknowledgement,
           ${START} as "effectiveFrom",
           (extract(epoch from t.recorded_at) * 1000)::float8 as "publishedAt",
           (extract(epoch from wt.recorded_at) * 1000)::float8 as "withdrawnAt",
           w.reason as "withdrawalReason"
      from ${sql.id(name)} v
      join ledger_transaction t on t.seq = v.seq
      left join withdrawal w on w.published = v.seq
      left join ledger_transaction wt on wt.seq = w.seq
     where ${where}`.execute(tx.db);
  return rows;
}

/** Published documents in the order of the versions; undefined for an unknown version. */
export async function findPublished<Document extends Dated>(
  tx: Tx,
  kind: DocumentKind<Document>,
  versions: readonly number[],
): Promise<(PublishedView<Document> | undefined)[]> {
  const where = sql`v.version = any(${numbers(versions)}::int[])`;
  const rows = await selectPublished<PublishedView<Document>>(tx, kind, where);
  const byVersion = new Map(rows.map((row) => [row.version, row]));
  return versions.map((version) => byVersion.get(version));
}

/** A page of published documents, by version. */
export function pagePublished<Document extends Dated>(
  tx: Tx,
  kind: DocumentKind<Document>,
  page: Page<number>,
): Promise<PublishedView<Document>[]> {
  const { condition, order } = pageSql(page, [sql`v.version`], (version) => [version]);
  return selectPublished(tx, kind, sql`${condition} ${order}`);
}

/** All that stand, in order of effectiveFrom. */
export function findVersionViews<Document extends Dated>(
  tx: Tx,
  kind: DocumentKind<Document>,
): Promise<PublishedView<Document>[]> {
  return selectPublished(tx, kind, sql`w is null order by v.effective_from`);
}

/** All versions of documents, in the order of the codes; none for a code that is not there. */
export async function findPublishedByCode<Document extends Dated>(
  tx: Tx,
  kind: DocumentKind<Document>,
  codes: readonly string[],
): Promise<CodedView<Document>[][]> {
  const where = sql`v.code = any(${texts(codes)}::text[]) order by v.version`;
  const rows = await selectPublished<CodedView<Document>>(tx, kind, where);
  const byCode = Map.groupBy(rows, ({ code }) => code);
  return codes.map((code) => byCode.get(code) ?? []);
}

/** Versions of documents with codes, in the order of their ids. */
export async function findPublishedById<Document extends Dated>(
  tx: Tx,
  kind: DocumentKind<Document>,
  ids: readonly number[],
): Promise<(CodedView<Document> | undefined)[]> {
  const where = sql`v.id = any(${numbers(ids)}::int[])`;
  const rows = await selectPublished<CodedView<Document>>(tx, kind, where);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/** A page of the codes of documents that stand, in their order; of those that are `wanted`, as `v`. */
export async function pageCodes(
  tx: Tx,
  { name }: DocumentKind,
  page: Page<string>,
  wanted: RawBuilder<unknown> = sql`true`,
): Promise<string[]> {
  const { condition, order } = pageSql(page, [sql`v.code`], (code) => [code]);
  const { rows } = await sql<{ code: string }>`
    select distinct v.code from ${sql.id(name)} v
     where ${NOT_WITHDRAWN} and ${wanted} and ${condition} ${order}`.execute(tx.db);
  return rows.map(({ code }) => code);
}
