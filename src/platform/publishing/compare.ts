// Describes what a draft changes, compared with the version in force when the draft starts.

import type { Network } from "../../database/database.ts";
import type { Dated, DocumentKind } from "./document-kind.ts";
import { inForceOf } from "./in-force.ts";
import { findVersions } from "./versions.ts";

/** At most this many changes of one document are listed; the rest are only counted. */
const MAX_CHANGES = 200;

export interface Comparison {
  /** The version compared with; null if no version is in force when the draft starts. */
  readonly version: number | null;
  /** One line for each change. */
  readonly changes: readonly string[];
}

/** Compares a valid document, even one that could not be published now. Throws `Refusals`. */
export function compare(
  network: Network,
  kind: DocumentKind,
  document: unknown,
): Promise<Comparison> {
  return network.read(async (tx) => {
    const draft = await kind.check(network, tx, document);
    const versions = await findVersions<Dated>(tx, kind.name, kind.codeOf?.(draft));
    const before = inForceOf(kind, versions, kind.start.parse(draft.effectiveFrom));
    if (before === undefined) return { version: null, changes: [] };
    const changes = kind.compare(before.document, draft, network);
    return { version: before.version, changes: told(changes) };
  });
}

/** The first changes, and a line with the number of changes left out. */
function told(changes: readonly string[]): readonly string[] {
  const more = changes.length - MAX_CHANGES;
  return more > 0 ? [...changes.slice(0, MAX_CHANGES), `and ${more} more changes`] : changes;
}
