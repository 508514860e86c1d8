// Verifies the published documents and withdrawals against the ledger, because orders were split by
// them.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { requestOf } from "../../ledger/cause.ts";
import { after } from "../../ledger/since.ts";
import { type DocumentKind, nameOf } from "./document-kind.ts";
import { START } from "./versions.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * One line for each document and withdrawal that differs from its ledger transaction, of those that
 * were published or withdrawn behind `since`.
 */
export async function verifyPublished(
  tx: Tx,
  since: number,
  kinds: readonly DocumentKind[],
): Promise<string[]> {
  const mismatches: string[] = [];
  for (const kind of kinds) mismatches.push(...(await verifyDocuments(tx, since, kind)));
  return mismatches;
}

interface PublishedRow {
  seq: string;
  cause: string | null;
  code: string | undefined;
  version: number | null;
  effectiveFrom: number;
  kept: Fields | null;
  /** The withdrawal, if any: the stored reason, and the cause of its ledger transaction. */
  reason: string | null;
  withdrawal: string | null;
}

async function verifyDocuments(tx: Tx, since: number, kind: DocumentKind): Promise<string[]> {
  const { name, publication, withdrawal } = kind;
  const code = kind.codeOf === undefined ? sql`` : sql`v.code,`;
  const { rows } = await sql<PublishedRow>`
    select p.*, w.reason, wt.cause as withdrawal
      from (select coalesce(t.seq, v.seq) as seq, cause, ${code} version, to_jsonb(v) as kept,
                   ${START} as "effectiveFrom"
              from (select seq, cause from ledger_transaction where kind = ${publication.name}) t
              full join ${sql.id(name)} v on v.seq = t.seq) p
      left join withdrawal w on w.published = p.seq
      left join ledger_transaction wt on wt.seq = w.seq and wt.kind = ${withdrawal.name}
     where ${after(sql`p.seq`, since)} or ${after(sql`w.seq`, since)}
     order by p.seq`.execute(tx.db);
  const { rows: lost } = await sql<Row<"ledger_transaction", "seq">>`
    select seq from ledger_transaction t where kind = ${withdrawal.name}
       and ${after(sql`seq`, since)} and not exists (select from withdrawal w where w.seq = t.seq) order by seq`.execute(
    tx.db,
  );
  return [
    ...rows.filter((row) => !isAsPublished(row)).map((row) => told(kind, row)),
    ...rows
      .filter((row) => !isAsWithdrawn(kind, row))
      .map((row) => `withdrawal of ${whatOf(kind, row)}: differs from the ledger`),
    ...lost.map(({ seq }) => `transaction ${seq}: its withdrawal row is missing`),
  ];
}

function told(kind: DocumentKind, row: PublishedRow): string {
  const { seq, version } = row;
  if (version === null) return `transaction ${seq}: its ${kind.name} row is missing`;
  return `${whatOf(kind, row)}: differs from transaction ${seq}, which published it`;
}

function whatOf(kind: DocumentKind, { code, version }: PublishedRow): string {
  return nameOf(kind, { code, version: version! });
}

function isAsPublished({ cause, version, effectiveFrom, kept }: PublishedRow): boolean {
  const { effectiveFrom: start, acknowledge = null, ...sent } = parsed(cause);
  const { document, acknowledgement = null } = kept ?? {};
  const { effectiveFrom: keptStart, ...rest } = (document ?? {}) as Fields;
  const starts = [start, keptStart].map((text) => Date.parse(String(text)));
  return (
    version !== null &&
    starts.every((instant) => instant === effectiveFrom) &&
    acknowledge === acknowledgement &&
    canonical(sent) === canonical(rest)
  );
}

function isAsWithdrawn(
  { name }: DocumentKind,
  { code, version, reason, withdrawal }: PublishedRow,
): boolean {
  if (reason === null) return true;
  const request = { ...(code === undefined ? {} : { [name]: code }), version, reason };
  return canonical(parsed(withdrawal)) === canonical(request);
}

function parsed(cause: string | null): Fields {
  try {
    return requestOf(cause ?? "{}");
  } catch {
    return {};
  }
}

/** Equal texts for equal contents: the order of an object's keys is ignored. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).map(([key, part]) => `${key}:${canonical(part)}`);
  return `{${entries.sort().join()}}`;
}
