// Describes what a draft changes, compared with the version in force when the draft starts.

import type { Network } from "../../database/database.ts";
import { inForce } from "../../kernel/in-force.ts";
import { type Dated, type DocumentKind, startOf } from "./document-kind.ts";
import { findStanding } from "./standing.ts";

/** At most this many changes of one document are listed; the rest are only counted. */
const MAX_CHANGES = 200;

export interface Comparison {
  /** The version compared with; null if no version is in force when the draft starts. */
  readonly version: number | null;
  /** One line for each change. */
  readonly changes: readonly string[];
}

/** Compares a valid document, even one that could not be published now. Throws `Refusals`. */
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

/** The first changes, and a line with the number of changes left out. */
export function told(changes: readonly string[]): readonly string[] {
  const more = changes.length - MAX_CHANGES;
  return more > 0 ? [...changes.slice(0, MAX_CHANGES), `and ${more} more changes`] : changes;
}
