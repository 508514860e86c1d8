// Numbering the versions of documents, and storing them.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import type { Dated, DocumentKind, Draft, Numbered } from "./document-kind.ts";
import { refOf } from "./document-kind.ts";

/** The number of the next version, and the ref of its publication. Withdrawn ones keep their numbers. */
export async function nextVersion(
  tx: Tx,
  { name }: DocumentKind,
  code: string | undefined,
  effectiveFrom: string,
): Promise<Numbered & { readonly ref: string }> {
  if (code === undefined) return nextOf(tx, name, effectiveFrom);
  const { rows } = await sql<{ id: number; version: number }>`
    select coalesce(max(id), 0) + 1 as id,
           coalesce(max(version) filter (where code = ${code}), 0) + 1 as version
      from ${sql.id(name)}`.execute(tx.db);
  const numbered = { ...rows[0]!, code };
  return { ...numbered, ref: refOf(numbered) };
}

// The ref is the start; if that ref is already used, the version is added.
async function nextOf(tx: Tx, table: string, effectiveFrom: string) {
  const { rows } = await sql<{ version: number; taken: boolean }>`
    select coalesce(max(version), 0) + 1 as version,
           coalesce(bool_or(effective_from = ${effectiveFrom}), false) as taken
      from ${sql.id(table)}`.execute(tx.db);
  const { version, taken } = rows[0]!;
  return { version, ref: taken ? `${effectiveFrom} ${version}` : effectiveFrom };
}

/** Stores a version with its kind's own columns. */
export async function insertVersion(
  tx: Tx,
  kind: DocumentKind,
  { document, acknowledgement }: Draft<Dated>,
  common: Readonly<Record<string, string | number>>,
): Promise<void> {
  const reason = kind.acknowledges === undefined ? {} : { acknowledgement };
  const columns = { ...common, ...reason, ...kind.columns?.(document) };
  const names = Object.keys(columns).map((name) => sql.id(name));
  const values = Object.values(columns).map((value) => sql`${value}`);
  await sql`insert into ${sql.id(kind.name)} (${sql.join(names)}, document)
    values (${sql.join(values)}, ${JSON.stringify(document)}::jsonb)`.execute(tx.db);
}
