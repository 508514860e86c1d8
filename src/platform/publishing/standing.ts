// The documents that stand: published, and not withdrawn before they took effect.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";

/** The tables of documents that take effect at an instant. */
export type DatedTable = "plan" | "ladder" | "terms";

export interface Standing<Document> {
  readonly version: number;
  readonly effectiveFrom: number;
  readonly document: Document;
}

/** Of a table of documents, as `v`, those that have not been withdrawn. */
export const STANDING = sql`not exists (select from withdrawal w where w.published = v.seq)`;

/** All documents of a kind that stand, in order of effectiveFrom. */
export async function findStanding<Document>(
  tx: Tx,
  table: DatedTable,
): Promise<Standing<Document>[]> {
  const { rows } = await sql<Standing<Document>>`
    select version, document, (extract(epoch from effective_from) * 1000)::float8 as "effectiveFrom"
      from ${sql.id(table)} v where ${STANDING} order by effective_from`.execute(tx.db);
  return rows;
}
