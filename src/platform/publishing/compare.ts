// What a draft would change: compared, in words, with the version that is in force when it starts.

import { inForce } from "../../commission/engine/state.ts";
import type { Network } from "../../database/database.ts";
import { type Dated, type DocumentKind, startOf } from "./document-kind.ts";
import { findStanding } from "./standing.ts";

/** Changes of one document that are told at most; the rest is counted. */
const MAX_CHANGES = 200;

export interface Comparison {
  /** What it was compared with; null where nothing is in force when it starts. */
  readonly version: number | null;
  /** A line for each change. */
  readonly changes: readonly string[];
}

/** Compares a document that has its form, whether or not it could be published. Throws `Refusals`. */
export function compare<Document extends Dated>(
  network: Network,
  kind: DocumentKind<Document>,
  document: unknown,
): Promise<Comparison> {
  return network.read(async (tx) => {
    const draft = await kind.check(network, tx, document);
    const standing = await findStanding<Document>(tx, kind.table);
    const before = inForce(standing, Date.parse(startOf(draft)));
    if (before === undefined) return { version: null, changes: [] };
    const changes = kind.compare(before.document, draft, network);
    return { version: before.version, changes: told(changes) };
  });
}

/** The changes that are told one by one, and how many more there are. */
export function told(changes: readonly string[]): readonly string[] {
  const more = changes.length - MAX_CHANGES;
  return more > 0 ? [...changes.slice(0, MAX_CHANGES), `and ${more} more changes`] : changes;
}
