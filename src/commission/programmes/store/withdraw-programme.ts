// Withdraws a version of a volume programme, only before it takes effect.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { commit } from "../../../ledger/post.ts";
import { PROGRAMME_WITHDRAWAL } from "../kinds.ts";

interface Publication {
  readonly seq: string;
  readonly effectiveFrom: string;
  /** The reason for the withdrawal; null if it is not withdrawn. */
  readonly reason: string | null;
  /** Whether it is the latest version of its code that is not withdrawn. */
  readonly isLatest: boolean;
  /** Whether its suppliers have sales since its start. */
  readonly hasSold: boolean;
}

/**
 * Withdraws a version of a programme that has not taken effect: it starts after the request, and no
 * settled order is at or after its start. Repeating the call changes nothing. Throws `NOT_FOUND`;
 * `INVALID` if it took effect or has a later version; `CONFLICT` for another reason.
 */
export async function withdrawProgramme(
  network: Network,
  code: string,
  version: number,
  reason: string,
  at: number,
): Promise<void> {
  const why = parseReason(reason, "reason");
  await commit(network, async (book, tx) => {
    const what = `version ${version} of "${code}"`;
    const found = await getPublication(tx, code, version, what);
    if (found.reason === why) return;
    if (found.reason !== null) {
      throw new Refusal(
        "CONFLICT",
        `reason: ${what} was already withdrawn with a different reason`,
        "reason",
      );
    }
    assertAhead(found, what, network.settings.zone.day(at));
    const cause = JSON.stringify({ programme: code, version, reason: why });
    const entry = { ref: `${code} ${version}`, occurredAt: at, cause, legs: [] };
    const { seq } = book.append({ kind: PROGRAMME_WITHDRAWAL, ...entry });
    await sql`insert into withdrawal (published, seq, reason)
      values (${found.seq}, ${seq}, ${why})`.execute(tx.db);
  });
}

async function getPublication(
  tx: Tx,
  code: string,
  version: number,
  what: string,
): Promise<Publication> {
  const { rows } = await sql<Publication>`
    select p.seq, p.effective_from::text as "effectiveFrom", w.reason,
           not exists (select from programme o where o.code = p.code and o.version > p.version
             and not exists (select from withdrawal where published = o.seq)) as "isLatest",
           exists (select from supplier_volume v join supplier s on s.id = v.supplier_id
                    where v.month >= p.effective_from
                      and (s.code = p.document->>'supplier' or p.document->'suppliers' ? s.code)) as "hasSold"
      from programme p left join withdrawal w on w.published = p.seq
     where p.code = ${code} and p.version = ${version}`.execute(tx.db);
  if (rows[0] !== undefined) return rows[0];
  throw new Refusal("NOT_FOUND", `version: ${what} does not exist`, "version");
}

function assertAhead(
  { effectiveFrom, isLatest, hasSold }: Publication,
  what: string,
  today: string,
): void {
  if (!isLatest) {
    const why = `${what} has a later version; withdraw the later version first`;
    throw new Refusal("INVALID", `version: ${why}`, "version");
  }
  if (effectiveFrom > today && !hasSold) return;
  const by = effectiveFrom > today ? " (orders since then are already settled)" : "";
  const why = `${what} took effect on ${effectiveFrom}${by}; publish a new version instead`;
  throw new Refusal("INVALID", `version: ${why}`, "version");
}
