// How documents of any kind are published: in versions, each once, in the network's stream (rules §3, §4).
import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { Refusal, Refusals } from "../../kernel/errors.ts";
import type { Book } from "../../ledger/book.ts";
import { commit } from "../../ledger/post.ts";
import {
  type Dated,
  type DocumentKind,
  type Draft,
  type Sent,
  startOf,
  type Use,
} from "./document-kind.ts";
import { STANDING } from "./standing.ts";

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
    const draft = await draftOf(network, kind, sent, tx);
    await judge(network, kind, draft, tx);
    return draft.warnings;
  });
}

async function draftOf<Document extends Dated>(
  network: Network,
  kind: DocumentKind<Document>,
  sent: Sent,
  tx: Tx,
): Promise<Draft<Document>> {
  return kind.draft(network, tx, await kind.check(network, tx, sent.document), sent);
}

async function publishOne<Document extends Dated>(
  network: Network,
  kind: DocumentKind<Document>,
  sent: Sent,
  at: number,
  book: Book,
  tx: Tx,
): Promise<PublishedVersion> {
  const draft = await draftOf(network, kind, sent, tx);
  const { document, acknowledgement, warnings } = draft;
  const first = await judge(network, kind, draft, tx);
  if (first !== undefined) return { version: first, warnings };
  const effectiveFrom = startOf(document);
  const { version, ref } = await nextOf(tx, kind.table, effectiveFrom);
  const acknowledge = acknowledgement ?? undefined;
  const cause = JSON.stringify({ ...document, effectiveFrom, acknowledge });
  const { seq } = book.append({ kind: kind.kind, ref, occurredAt: at, cause, legs: [] });
  const common = { version, effective_from: effectiveFrom, seq };
  await insert(tx, kind.table, { ...common, ...kind.columns(draft) }, document);
  return { version, warnings };
}

// The next version, and its ref: its start, and where that has been a ref before, the version too.
async function nextOf(tx: Tx, table: string, effectiveFrom: string) {
  const { rows } = await sql<{ version: number; taken: boolean }>`
    select coalesce(max(version), 0) + 1 as version,
           coalesce(bool_or(effective_from = ${effectiveFrom}::timestamptz), false) as taken
      from ${sql.id(table)}`.execute(tx.db);
  const { version, taken } = rows[0]!;
  return { version, ref: taken ? `${effectiveFrom} ${version}` : effectiveFrom };
}

async function insert(
  tx: Tx,
  table: string,
  columns: Readonly<Record<string, string | number | null>>,
  document: object,
): Promise<void> {
  const names = Object.keys(columns).map((name) => sql.id(name));
  const values = Object.values(columns).map((value) => sql`${value}`);
  await sql`insert into ${sql.id(table)} (${sql.join(names)}, document)
    values (${sql.join(values)}, ${JSON.stringify(document)}::jsonb)`.execute(tx.db);
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
      from ${sql.id(kind.table)} v
     where effective_from = ${effectiveFrom}::timestamptz and ${STANDING}`.execute(tx.db);
  const held = rows[0];
  if (held === undefined) {
    assertAhead(await kind.latestUse(tx), effectiveFrom);
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

// What has been gone by stays what was in force at its time.
function assertAhead(use: Use | undefined, effectiveFrom: string): void {
  if (use === undefined || use.at < Date.parse(effectiveFrom)) return;
  const why = `${use.what}; it can only start after that`;
  throw new Refusal("INVALID", `effectiveFrom: ${effectiveFrom}: ${why}`, "effectiveFrom");
}
