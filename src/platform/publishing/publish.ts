// Publishes documents of any kind as numbered versions, each with a ledger transaction
// (docs/rules.md §3, §4).
import type { Network, Tx } from "../../database/database.ts";
import { Refusal, Refusals } from "../../kernel/errors.ts";
import { commit } from "../../ledger/post.ts";
import type { Commit, Dated, DocumentKind, Draft, Named, Sent } from "./document-kind.ts";
import { insertVersion, nextVersion } from "./insert-version.ts";
import { judge, startOf } from "./judge.ts";

/** A published version; kinds with codes number the versions of each code separately. */
export interface PublishedVersion extends Named {
  readonly warnings: readonly string[];
}

/** Adds the position of a document to its fault, for a caller that sends several documents. */
export type Place = (fault: Refusal, index: number) => Refusal;

/**
 * Publishes documents in the order given, all or none; an identical document keeps its version.
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

/** Publishes one document after another; a fault names the document's position. */
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

/**
 * Checks whether a document could be published now, without publishing it. Returns the warnings.
 */
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
