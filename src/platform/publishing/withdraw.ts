// Withdraws a published document, only before it takes effect.
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
  /** The reason for the withdrawal; null if it is not withdrawn. */
  readonly reason: string | null;
}

/**
 * Withdraws a version that has not taken effect: it starts after `at`, and after every use. The
 * version stays listed, and another document can take its start time. Repeating the call changes
 * nothing. Throws `NOT_FOUND`; `INVALID` if in force or needed; `CONFLICT` for another reason.
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
      const was = `${kind.table} ${version} was already withdrawn with a different reason`;
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
  throw new Refusal("NOT_FOUND", `version: ${table} ${version} does not exist`, "version");
}

function assertAhead(
  what: string,
  { effectiveFrom }: Publication,
  at: number,
  use: Use | undefined,
): void {
  const isUsed = use !== undefined && use.at >= effectiveFrom;
  if (effectiveFrom > at && !isUsed) return;
  const since = `${what} took effect at ${formatInstant(effectiveFrom)}`;
  const by = isUsed ? ` (${use.what})` : "";
  const instead = "publish a new version instead";
  throw new Refusal("INVALID", `version: ${since}${by}; ${instead}`, "version");
}
