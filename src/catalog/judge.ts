// Whether a document can be published beside those that are: again, as another, or not at all.
import { sql } from "kysely";
import type { Network, Tx } from "../database/database.ts";
import { Refusal } from "../kernel/errors.ts";
import { type Dated, type DocumentKind, type Draft, nameOf } from "./document-kind.ts";
import { findStanding, ofCode, STANDING } from "./standing.ts";

/** The document's own start as the book has it. */
export function startOf({ start }: DocumentKind, { effectiveFrom }: Dated): string {
  return start.format(start.parse(effectiveFrom));
}

interface Held {
  readonly version: number;
  readonly isSame: boolean;
  readonly acknowledgement: string | null;
}

/** The version that the document has already; undefined if it can be published now, or why it cannot. */
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
