// Finds the version of a document in force: the latest that has started and is not withdrawn.
import type { Network, Tx } from "../../database/database.ts";
import type { Dated, DocumentKind } from "./document-kind.ts";
import { findVersions, type Version } from "./versions.ts";

/** Of versions in order, the one in force from a start on. */
export function inForceOf<Document extends Dated>(
  kind: DocumentKind<Document>,
  versions: readonly Version<Document>[],
  start: number,
): Version<Document> | undefined {
  if (kind.inForce !== undefined) return kind.inForce(versions, start);
  return versions.findLast(({ effectiveFrom }) => effectiveFrom <= start);
}

/** The version in force at a moment, of a kind or of one of its codes. */
export async function findInForce<Document extends Dated>(
  { settings }: Network,
  tx: Tx,
  kind: DocumentKind<Document>,
  at: number,
  code?: string,
): Promise<Version<Document> | undefined> {
  const versions = await findVersions<Document>(tx, kind.name, code);
  return inForceOf(kind, versions, kind.start.at(at, settings.zone));
}
