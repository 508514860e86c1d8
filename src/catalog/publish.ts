// How documents of any kind are published: in versions, each once, in the network's stream (rules §3, §4).
import { sql } from "kysely";
import type { Network, Tx } from "../database/database.ts";
import { Refusal, Refusals } from "../kernel/errors.ts";
import { formatInstant, parseInstant } from "../kernel/time.ts";
import type { Book } from "../ledger/book.ts";
import { commit } from "../ledger/post.ts";

interface Dated {
  readonly effectiveFrom: string;
}

/** A document as it is sent: of any form, perhaps with the reason why its risk is taken. */
export interface Sent {
  readonly document: unknown;
  readonly acknowledge?: string | null | undefined;
}

/** A document that has its form, and may be published. */
export interface Draft<Document> {
  readonly document: Document;
  /** Why its risk is taken: a part of what is published. */
  readonly acknowledgement: string | null;
  /** What may be a mistake and is taken all the same. */
  readonly warnings: readonly string[];
}

/** A kind of documents that are published in versions. */
export interface DocumentKind<Document extends Dated> {
  readonly kind: "PLAN" | "LADDER";
  readonly table: "plan" | "ladder";
  /** Checks the form; throws `Refusals` with the path of each fault. */
  draft(network: Network, tx: Tx, sent: Sent): Promise<Draft<Document>>;
  /** Checks it against what is published already; throws `Refusals`. */
  assertFits(network: Network, tx: Tx, document: Document): Promise<void>;
  /** The columns of its table beside those that every kind has. */
  columns(draft: Draft<Document>): Readonly<Record<string, string | null>>;
}

export interface PublishedVersion {
  /** Of documents that have codes; then the versions of each code count by themselves. */
  readonly code?: string;
  readonly version: number;
  readonly warnings: readonly string[];
}

/** A fault of one document as the caller names it among several. */
export type Place = (fault: Refusal, index: number) => Refusal;

/**
 * Publishes documents in the order given, all or none; one that is there already keeps its version.
 * Throws `Refusals`, or `CONFLICT` for another document of the same effectiveFrom.
 */
export function publishAll<Document extends Dated>(
  network: Network,
  kind: DocumentKind<Document>,
  all: readonly Sent[],
  at: number,
  place: Place = (fault) => fault,
): Promise<PublishedVersion[]> {
  return commit(network, (book, tx) =>
    eachInPlace(all, place, (sent) => publishOne(network, kind, sent, at, book, tx)),
  );
}

/** Publishes one document after another; a fault of one is told in its place among them. */
export async function eachInPlace<Sent, Published>(
  all: readonly Sent[],
  place: Place,
  publish: (sent: Sent) => Promise<Published>,
): Promise<Published[]> {
  const published: Published[] = [];
  for (const [index, sent] of all.entries()) {
    published.push(await publish(sent).catch((error) => rethrow(error, index, place)));
  }
  return published;
}

function rethrow(error: unknown, index: number, place: Place): never {
  if (error instanceof Refusal) throw place(error, index);
  if (!(error instanceof Refusals)) throw error;
  throw new Refusals(error.faults.map((fault) => place(fault, index)));
}

/** What publishing a document would say now, without doing it. Returns the warnings. */
export function validate<Document extends Dated>(
  network: Network,
  kind: DocumentKind<Document>,
  sent: Sent,
): Promise<readonly string[]> {
  return network.read(async (tx) => {
    const draft = await kind.draft(network, tx, sent);
    await judge(network, kind, draft, tx);
    return draft.warnings;
  });
}

async function publishOne<Document extends Dated>(
  network: Network,
  kind: DocumentKind<Document>,
  sent: Sent,
  at: number,
  book: Book,
  tx: Tx,
): Promise<PublishedVersion> {
  const draft = await kind.draft(network, tx, sent);
  const { document, acknowledgement, warnings } = draft;
  const first = await judge(network, kind, draft, tx);
  if (first !== undefined) return { version: first, warnings };
  const effectiveFrom = startOf(document);
  const acknowledge = acknowledgement ?? undefined;
  const cause = JSON.stringify({ ...document, effectiveFrom, acknowledge });
  const entry = { kind: kind.kind, ref: effectiveFrom, occurredAt: at, cause, legs: [] };
  const { seq } = book.append(entry);
  return { version: await insert(tx, kind, draft, { seq, effectiveFrom }), warnings };
}

async function insert<Document extends Dated>(
  tx: Tx,
  kind: DocumentKind<Document>,
  draft: Draft<Document>,
  { seq, effectiveFrom }: { seq: number; effectiveFrom: string },
): Promise<number> {
  const columns = Object.entries(kind.columns(draft));
  const names = columns.map(([name]) => sql`, ${sql.id(name)}`);
  const values = columns.map(([, value]) => sql`, ${value}`);
  const { rows } = await sql<{ version: number }>`
    insert into ${sql.id(kind.table)}
      (version, effective_from, seq, document${sql.join(names, sql``)})
    select coalesce(max(version), 0) + 1, ${effectiveFrom}::timestamptz, ${seq}::bigint,
           ${JSON.stringify(draft.document)}::jsonb${sql.join(values, sql``)}
      from ${sql.id(kind.table)}
    returning version`.execute(tx.db);
  return rows[0]!.version;
}

/** The version that the document has already; undefined if it can be published now, or why it cannot. */
async function judge<Document extends Dated>(
  network: Network,
  kind: DocumentKind<Document>,
  { document, acknowledgement }: Draft<Document>,
  tx: Tx,
): Promise<number | undefined> {
  const effectiveFrom = startOf(document);
  const { rows } = await sql<{ version: number; is_same: boolean; acknowledgement: string | null }>`
    select version, document - 'effectiveFrom' = ${JSON.stringify(document)}::jsonb - 'effectiveFrom'
             as is_same, to_jsonb(v) ->> 'acknowledgement' as acknowledgement
      from ${sql.id(kind.table)} v where effective_from = ${effectiveFrom}::timestamptz`.execute(
    tx.db,
  );
  const held = rows[0];
  if (held === undefined) {
    await kind.assertFits(network, tx, document);
    return undefined;
  }
  if (!held.is_same) {
    const what = `another ${kind.table} starts at ${effectiveFrom}`;
    throw new Refusal("CONFLICT", `effectiveFrom: ${what}`, "effectiveFrom");
  }
  if (held.acknowledgement !== acknowledgement) {
    const what = `version ${held.version} was published with another reason`;
    throw new Refusal("CONFLICT", `acknowledge: ${what}`, "acknowledge");
  }
  return held.version;
}

function startOf({ effectiveFrom }: Dated): string {
  return formatInstant(parseInstant(effectiveFrom, "effectiveFrom"));
}
