// Finds the documents that are valid: published, and not withdrawn before they took effect.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";

export interface Version<Document> {
  readonly version: number;
  /** Epoch milliseconds; of a day, its midnight in UTC. */
  readonly effectiveFrom: number;
  readonly document: Document;
}

/** The SQL condition that the document of a table with the alias `v` is not withdrawn. */
export const NOT_WITHDRAWN = sql`not exists (select from withdrawal w where w.published = v.seq)`;

/** Of a table of documents, as `v`, the start of each. */
export const START = sql`(extract(epoch from v.effective_from) * 1000)::float8`;

/** Of a table of documents, as `v`, those of a code; all of a kind that has none. */
export function ofCode(code: string | undefined): RawBuilder<unknown> {
  return code === undefined ? sql`true` : sql`v.code = ${code}`;
}

/** All documents of a table that are not withdrawn, or those of one code, by effectiveFrom. */
export async function findVersions<Document>(
  tx: Tx,
  table: string,
  code?: string,
): Promise<Version<Document>[]> {
  const { rows } = await sql<Version<Document>>`
    select version, document, ${START} as "effectiveFrom"
      from ${sql.id(table)} v where ${NOT_WITHDRAWN} and ${ofCode(code)}
     order by effective_from`.execute(tx.db);
  return rows;
}
