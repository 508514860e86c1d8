// Checks what has been published and withdrawn against what the book has of it: orders were split by it.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { requestOf } from "../../ledger/cause.ts";
import type { DatedTable } from "./standing.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A line for each plan, ladder, terms and withdrawal of one that is not what its transaction says. */
export async function verifyPublished(tx: Tx): Promise<string[]> {
  const plans = await verifyDocuments(tx, "plan");
  const ladders = await verifyDocuments(tx, "ladder");
  const terms = await verifyDocuments(tx, "terms");
  return [...plans, ...ladders, ...terms];
}

interface Row {
  seq: string;
  cause: string | null;
  version: number | null;
  effectiveFrom: number;
  kept: Fields | null;
  /** Of the withdrawal, if there is one: what is kept and what the book has. */
  reason: string | null;
  withdrawal: string | null;
}

async function verifyDocuments(tx: Tx, table: DatedTable): Promise<string[]> {
  const kind = table.toUpperCase();
  const { rows } = await sql<Row>`
    select p.*, w.reason, wt.cause as withdrawal
      from (select coalesce(t.seq, v.seq) as seq, cause, version, to_jsonb(v) as kept,
                   (extract(epoch from effective_from) * 1000)::float8 as "effectiveFrom"
              from (select seq, cause from ledger_transaction where kind = ${kind}) t
              full join ${sql.id(table)} v on v.seq = t.seq) p
      left join withdrawal w on w.published = p.seq
      left join ledger_transaction wt on wt.seq = w.seq and wt.kind = ${`${kind}_WITHDRAWAL`}
     order by p.seq`.execute(tx.db);
  const { rows: lost } = await sql<{ seq: string }>`
    select seq from ledger_transaction t where kind = ${`${kind}_WITHDRAWAL`}
       and not exists (select from withdrawal w where w.seq = t.seq) order by seq`.execute(tx.db);
  return [
    ...rows
      .filter((row) => !isAsPublished(row))
      .map(({ seq, version }) => told(seq, table, version)),
    ...rows
      .filter((row) => !isAsWithdrawn(row))
      .map(({ version }) => `withdrawal of ${table} ${version}: is not what the book has`),
    ...lost.map(({ seq }) => `transaction ${seq}: its withdrawal is not kept`),
  ];
}

function told(seq: string, table: DatedTable, version: number | null): string {
  if (version === null) return `transaction ${seq}: its ${table} is not kept`;
  return `${table} ${version}: is not what transaction ${seq} published`;
}

function isAsPublished({ cause, version, effectiveFrom, kept }: Row): boolean {
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

function isAsWithdrawn({ version, reason, withdrawal }: Row): boolean {
  if (reason === null) return true;
  return canonical(parsed(withdrawal)) === canonical({ version, reason });
}

function parsed(cause: string | null): Fields {
  try {
    return requestOf(cause ?? "{}");
  } catch {
    return {};
  }
}

/** One text for one content: the order of an object's keys is none. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).map(([key, part]) => `${key}:${canonical(part)}`);
  return `{${entries.sort().join()}}`;
}
