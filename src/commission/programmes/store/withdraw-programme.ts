// Withdrawing a version of a volume programme before it takes effect, never after.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { commit } from "../../../ledger/post.ts";

interface Publication {
  readonly seq: string;
  readonly effectiveFrom: string;
  /** Why it was withdrawn; null while it stands. */
  readonly reason: string | null;
  /** Whether it is the latest that stands of its code. */
  readonly isLatest: boolean;
  /** Whether anything has been sold of its suppliers since it started. */
  readonly hasSold: boolean;
}

/**
 * Withdraws a version of a programme that has not taken effect: neither by the clock of the request,
 * nor for an order that is settled. The same again does nothing. Throws `NOT_FOUND`, `INVALID` for
 * one that has taken effect or is followed by another, `CONFLICT` for another reason.
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
      throw new Refusal("CONFLICT", `reason: ${what} was withdrawn with another reason`, "reason");
    }
    assertAhead(found, what, network.settings.zone.day(at));
    const cause = JSON.stringify({ programme: code, version, reason: why });
    const entry = { ref: `${code} ${version}`, occurredAt: at, cause, legs: [] };
    const { seq } = book.append({ kind: "PROGRAMME_WITHDRAWAL", ...entry });
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
  throw new Refusal("NOT_FOUND", `version: there is no ${what}`, "version");
}

function assertAhead(
  { effectiveFrom, isLatest, hasSold }: Publication,
  what: string,
  today: string,
): void {
  if (!isLatest) {
    const why = `${what} is followed by another; withdraw that first`;
    throw new Refusal("INVALID", `version: ${why}`, "version");
  }
  if (effectiveFrom > today && !hasSold) return;
  const by = effectiveFrom > today ? " for orders that are settled" : "";
  const why = `${what} has taken effect on ${effectiveFrom}${by}; publish a later one instead`;
  throw new Refusal("INVALID", `version: ${why}`, "version");
}
