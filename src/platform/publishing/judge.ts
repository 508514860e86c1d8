// Decides whether a document is already published, can be published, or is refused.
import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import { type Dated, type DocumentKind, type Draft, nameOf } from "./document-kind.ts";
import { findVersions, NOT_WITHDRAWN, ofCode } from "./versions.ts";

/** The document's start as the ledger stores it. */
export function startOf({ start }: DocumentKind, { effectiveFrom }: Dated): string {
  return start.format(start.parse(effectiveFrom));
}

interface Held {
  readonly version: number;
  readonly isSame: boolean;
  readonly acknowledgement: string | null;
}

/** The version of an identical published document; undefined if it is new and can be published. */
export async function judge(
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
    const what = `a different ${other} already starts ${start.preposition} ${startOf(kind, document)}`;
    throw new Refusal("CONFLICT", `effectiveFrom: ${what}`, "effectiveFrom");
  }
  if (held.acknowledgement !== acknowledgement) {
    const what = `version ${held.version} was already published with a different reason`;
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
       and ${NOT_WITHDRAWN}`.execute(tx.db);
  return rows[0];
}

// A new version must not change what was in force at the time of an earlier use; the versions of a
// code start one after another.
async function assertAhead(kind: DocumentKind, tx: Tx, document: Dated): Promise<void> {
  const [start, code] = [kind.start.parse(document.effectiveFrom), kind.codeOf?.(document)];
  const use = kind.startsLate ? undefined : await kind.usedSince(tx, start, document);
  if (use !== undefined) {
    const why = `${kind.start.format(start)}: ${use}; choose a later time`;
    throw new Refusal("INVALID", `effectiveFrom: ${why}`, "effectiveFrom");
  }
  const latest = code === undefined ? undefined : (await findVersions(tx, kind.name, code)).at(-1);
  if (latest === undefined || latest.effectiveFrom < start) return;
  const latestStart = kind.start.format(latest.effectiveFrom);
  const why = `must be after ${latestStart}, the start of ${nameOf(kind, { code, version: latest.version })}`;
  throw new Refusal("INVALID", `effectiveFrom: ${why}`, "effectiveFrom");
}
