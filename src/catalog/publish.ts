// How documents of any kind are published: in versions, each once, in the network's stream (rules §3, §4).
import { sql } from "kysely";
import type { Network, Tx } from "../database/database.ts";
import { Refusal, Refusals } from "../kernel/errors.ts";
import { commit } from "../ledger/post.ts";
import {
  type Commit,
  type Dated,
  type DocumentKind,
  type Draft,
  type Named,
  nameOf,
  type Sent,
} from "./document-kind.ts";
import { insertVersion, nextVersion } from "./insert-version.ts";
import { findStanding, ofCode, STANDING } from "./standing.ts";

/** Of documents that have codes, the versions of each code count by themselves. */
export interface PublishedVersion extends Named {
  readonly warnings: readonly string[];
}

/** A fault of one document as the caller names it among several. */
export type Place = (fault: Refusal, index: number) => Refusal;

/**
 * Publishes documents in the order given, all or none; one that is there already keeps its version.
 * Throws `Refusals`, or `CONFLICT` for another document of the same effectiveFrom.
 */
export function publishAll(
  network: Network,
  kind: DocumentKind,
  all: readonly Sent[],
  at: number,
  place: Place = (fault) => fault,
): Promise<PublishedVersion[]> {
  return commit(network, (book, tx) =>
    eachInPlace(all, place, (sent) => publishOne({ network, book, tx }, kind, sent, at)),
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
export function validate(
  network: Network,
  kind: DocumentKind,
  sent: Sent,
): Promise<readonly string[]> {
  return network.read(async (tx) => {
    const draft = await draftOf(network, kind, sent, tx);
    await judge(network, kind, draft, tx);
    return draft.warnings;
  });
}

async function draftOf(
  network: Network,
  kind: DocumentKind,
  sent: Sent,
  tx: Tx,
): Promise<Draft<Dated>> {
  const document = await kind.check(network, tx, sent.document);
  const draft = await kind.draft?.(network, tx, document, sent);
  return draft ?? { document, acknowledgement: null, warnings: [] };
}

async function publishOne(
  { network, book, tx }: Commit,
  kind: DocumentKind,
  sent: Sent,
  at: number,
): Promise<PublishedVersion> {
  const draft = await draftOf(network, kind, sent, tx);
  const { document, acknowledgement, warnings } = draft;
  const code = kind.codeOf?.(document);
  const first = await judge(network, kind, draft, tx);
  if (first !== undefined) return { code, version: first, warnings };
  const effectiveFrom = startOf(kind, document);
  const { ref, ...numbered } = await nextVersion(tx, kind, code, effectiveFrom);
  const posting = await kind.post?.({ network, book, tx }, document, numbered);
  const acknowledge = acknowledgement ?? undefined;
  const cause = JSON.stringify({ ...document, effectiveFrom, acknowledge });
  const legs = posting?.legs ?? [];
  const { seq } = book.append({ kind: kind.publication, ref, occurredAt: at, cause, legs });
  await insertVersion(tx, kind, draft, { ...numbered, effective_from: effectiveFrom, seq });
  await posting?.store(seq);
  return { code, version: numbered.version, warnings };
}

/** The document's own start as the book has it. */
function startOf({ start }: DocumentKind, { effectiveFrom }: Dated): string {
  return start.format(start.parse(effectiveFrom));
}

interface Held {
  readonly version: number;
  readonly isSame: boolean;
  readonly acknowledgement: string | null;
}

/** The version that the document has already; undefined if it can be published now, or why it cannot. */
async function judge(
  network: Network,
  kind: DocumentKind,
  { document, acknowledgement }: Draft<Dated>,
  tx: Tx,
): Promise<number | undefined> {
  const held = await findHeld(tx, kind, document);
  if (held === undefined) {
    await assertAhead(kind, tx, document);
    await kind.assertFits?.(network, tx, document);
    return undefined;
  }
  if (!held.isSame) {
    const { name, codeOf, start } = kind;
    const other = codeOf === undefined ? name : `version of "${codeOf(document)}"`;
    const what = `another ${other} starts ${start.preposition} ${startOf(kind, document)}`;
    throw new Refusal("CONFLICT", `effectiveFrom: ${what}`, "effectiveFrom");
  }
  if (held.acknowledgement !== acknowledgement) {
    const what = `version ${held.version} was published with another reason`;
    throw new Refusal("CONFLICT", `acknowledge: ${what}`, "acknowledge");
  }
  return held.version;
}

/** The version that starts when the document does; the same one, if its start is spelt otherwise. */
async function findHeld(tx: Tx, kind: DocumentKind, document: Dated): Promise<Held | undefined> {
  const reason = kind.acknowledges === undefined ? sql`null` : sql`v.acknowledgement`;
  const { rows } = await sql<Held>`
    select version, document - 'effectiveFrom' = ${JSON.stringify(document)}::jsonb - 'effectiveFrom'
             as "isSame", ${reason} as acknowledgement
      from ${sql.id(kind.name)} v
     where effective_from = ${startOf(kind, document)} and ${ofCode(kind.codeOf?.(document))}
       and ${STANDING}`.execute(tx.db);
  return rows[0];
}

// What has been gone by stays what was in force at its time; the versions of a code follow one another.
async function assertAhead(kind: DocumentKind, tx: Tx, document: Dated): Promise<void> {
  const [start, code] = [kind.start.parse(document.effectiveFrom), kind.codeOf?.(document)];
  const use = kind.startsLate ? undefined : await kind.usedSince(tx, start, document);
  if (use !== undefined) {
    const why = `${kind.start.format(start)}: ${use}; it can only start after that`;
    throw new Refusal("INVALID", `effectiveFrom: ${why}`, "effectiveFrom");
  }
  const latest = code === undefined ? undefined : (await findStanding(tx, kind.name, code)).at(-1);
  if (latest === undefined || latest.effectiveFrom < start) return;
  const starts = `starts ${kind.start.preposition} ${kind.start.format(latest.effectiveFrom)}`;
  const why = `${nameOf(kind, { code, version: latest.version })} ${starts}, and a later one after it`;
  throw new Refusal("INVALID", `effectiveFrom: ${why}`, "effectiveFrom");
}
