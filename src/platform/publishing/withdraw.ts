// Withdraws a published document, only before it takes effect.
import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { parseReason } from "../../kernel/code.ts";
import { Refusal } from "../../kernel/errors.ts";
import { commit } from "../../ledger/post.ts";
import { type Dated, type DocumentKind, type Named, nameOf, refOf } from "./document-kind.ts";
import { NOT_WITHDRAWN, ofCode, START } from "./versions.ts";

interface Publication {
  readonly seq: string;
  readonly effectiveFrom: number;
  readonly document: Dated;
  /** The reason for the withdrawal; null if it is not withdrawn. */
  readonly reason: string | null;
  /** Whether a later version is not withdrawn. */
  readonly isFollowed: boolean;
}

/**
 * Withdraws a version that has not taken effect: it starts after `at`, and after every use. The
 * version stays listed, and another document can take its start time. Repeating the call changes
 * nothing. Throws `NOT_FOUND`; `INVALID` if in force, needed or followed by a later version of its
 * code; `CONFLICT` for another reason.
 */
export async function withdraw(
  network: Network,
  kind: DocumentKind,
  named: Named,
  reason: string,
  at: number,
): Promise<void> {
  const why = parseReason(reason, "reason");
  await commit(network, async (book, tx) => {
    const what = nameOf(kind, named);
    const found = await getPublication(tx, kind, named, what);
    if (found.reason === why) return;
    if (found.reason !== null) {
      const was = `${what} was already withdrawn with a different reason`;
      throw new Refusal("CONFLICT", `reason: ${was}`, "reason");
    }
    if (kind.codeOf !== undefined && found.isFollowed) {
      const first = `${what} has a later version; withdraw the later version first`;
      throw new Refusal("INVALID", `version: ${first}`, "version");
    }
    await assertAhead(tx, kind, found, what, kind.start.at(at, network.settings.zone));
    await kind.assertUnneeded?.(network, tx, named.version);
    const cause = causeOf(kind, named, why);
    const entry = { ref: refOf(named), occurredAt: at, cause, legs: [] };
    const { seq } = book.append({ kind: kind.withdrawal, ...entry });
    await sql`insert into withdrawal (published, seq, reason)
      values (${found.seq}, ${seq}, ${why})`.execute(tx.db);
  });
}

function causeOf({ name }: DocumentKind, { code, version }: Named, reason: string): string {
  return JSON.stringify({ ...(code === undefined ? {} : { [name]: code }), version, reason });
}

async function getPublication(
  tx: Tx,
  { name }: DocumentKind,
  { code, version }: Named,
  what: string,
): Promise<Publication> {
  const { rows } = await sql<Publication>`
    select seq, document, ${START} as "effectiveFrom",
           (select reason from withdrawal where published = v.seq) as reason,
           exists (select from ${sql.id(name)} v where version > ${version} and ${ofCode(code)}
                      and ${NOT_WITHDRAWN}) as "isFollowed"
      from ${sql.id(name)} v where version = ${version} and ${ofCode(code)}`.execute(tx.db);
  if (rows[0] !== undefined) return rows[0];
  throw new Refusal("NOT_FOUND", `version: ${what} does not exist`, "version");
}

async function assertAhead(
  tx: Tx,
  { start, usedSince }: DocumentKind,
  { effectiveFrom, document }: Publication,
  what: string,
  now: number,
): Promise<void> {
  const hasCome = effectiveFrom <= now;
  const use = await usedSince(tx, effectiveFrom, document);
  if (!hasCome && use === undefined) return;
  const since = `${what} took effect ${start.preposition} ${start.format(effectiveFrom)}`;
  const by = use === undefined ? "" : start.because(use, hasCome);
  const instead = "publish a new version instead";
  throw new Refusal("INVALID", `version: ${since}${by}; ${instead}`, "version");
}
