// Withdrawing what has been published before it takes effect, never after.
import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { parseReason } from "../../kernel/code.ts";
import { Refusal } from "../../kernel/errors.ts";
import { formatInstant } from "../../kernel/time.ts";
import { commit } from "../../ledger/post.ts";
import type { Dated, DocumentKind, Use } from "./document-kind.ts";

interface Publication {
  readonly seq: string;
  readonly effectiveFrom: number;
  /** Why it was withdrawn; null while it stands. */
  readonly reason: string | null;
}

/**
 * Withdraws a version that has not taken effect: neither by the clock of the request, nor for an
 * order that is settled. It stays listed, and its start is free again. The same again does nothing.
 * Throws `NOT_FOUND`, `INVALID` for one that is in force or needed, `CONFLICT` for another reason.
 */
export async function withdraw<Document extends Dated>(
  network: Network,
  kind: DocumentKind<Document>,
  version: number,
  reason: string,
  at: number,
): Promise<void> {
  const why = parseReason(reason, "reason");
  await commit(network, async (book, tx) => {
    const found = await getPublication(tx, kind.table, version);
    if (found.reason === why) return;
    if (found.reason !== null) {
      const was = `${kind.table} ${version} was withdrawn with another reason`;
      throw new Refusal("CONFLICT", `reason: ${was}`, "reason");
    }
    assertAhead(`${kind.table} ${version}`, found, at, await kind.latestUse(tx));
    await kind.assertUnneeded(network, tx, version);
    const cause = JSON.stringify({ version, reason: why });
    const entry = { ref: String(version), occurredAt: at, cause, legs: [] };
    const { seq } = book.append({ kind: kind.withdrawal, ...entry });
    await sql`insert into withdrawal (published, seq, reason)
      values (${found.seq}, ${seq}, ${why})`.execute(tx.db);
  });
}

async function getPublication(tx: Tx, table: string, version: number): Promise<Publication> {
  const { rows } = await sql<Publication>`
    select v.seq, (extract(epoch from effective_from) * 1000)::float8 as "effectiveFrom", w.reason
      from ${sql.id(table)} v left join withdrawal w on w.published = v.seq
     where version = ${version}`.execute(tx.db);
  if (rows[0] !== undefined) return rows[0];
  throw new Refusal("NOT_FOUND", `version: there is no ${table} ${version}`, "version");
}

function assertAhead(
  what: string,
  { effectiveFrom }: Publication,
  at: number,
  use: Use | undefined,
): void {
  const isUsed = use !== undefined && use.at >= effectiveFrom;
  if (effectiveFrom > at && !isUsed) return;
  const since = `${what} has taken effect at ${formatInstant(effectiveFrom)}`;
  const by = isUsed ? `, since ${use.what}` : "";
  const instead = "publish a later one instead";
  throw new Refusal("INVALID", `version: ${since}${by}; ${instead}`, "version");
}
