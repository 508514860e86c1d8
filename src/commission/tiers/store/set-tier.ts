// Sets a tier by hand; until a given date window closes do not downgrade below it
// (docs/rules.md §4).

import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { parseDay } from "../../../kernel/time.ts";
import { commit } from "../../../ledger/post.ts";
import { findLadders, getDistributor, ladderFor, parseTier } from "../../../network/index.ts";
import { TIER } from "../kinds.ts";
import { storeTierChanges } from "./store-tiers.ts";

/** A requested manual tier. */
export interface ManualTier {
  readonly code: string;
  readonly tier: string;
  readonly reason: string;
  /** The last local day of the floor. */
  readonly until: string;
}

/**
 * Sets a tier at once, up or down; a later call replaces the floor. Repeating the call while the
 * tier is held changes nothing. Throws `NOT_FOUND`, and `INVALID` for an unknown tier, no reason,
 * or a date that is not in the future.
 */
export async function setTier(network: Network, asked: ManualTier, at: number): Promise<void> {
  const { zone, asset } = network.settings;
  const wanted = { ...asked, reason: parseReason(asked.reason, "reason") };
  const { code, tier, until } = wanted;
  if (parseDay(until, "until") <= zone.day(at)) {
    throw new Refusal("INVALID", `until: ${until} must be after today, ${zone.day(at)}`, "until");
  }
  await commit(network, async (book, tx) => {
    const { id, tier: from, path } = await getDistributor(tx, code, "code");
    const ladder = ladderFor(await findLadders(tx, asset), at);
    parseTier(tier, ladder);
    const isHeld = tier === (from ?? ladder?.tiers[0]?.code);
    if (isHeld && (await isFloor(tx, id, wanted))) return;
    const cause = JSON.stringify({ code, tier, reason: wanted.reason, until });
    const { seq } = book.append({ kind: TIER, ref: null, occurredAt: at, cause, legs: [] });
    await sql`insert into manual_tier (seq, distributor_id, tier, until, reason)
      values (${seq}, ${id}, ${tier}, ${until}, ${wanted.reason})`.execute(tx.db);
    if (isHeld) return;
    const upline = path.slice(0, -1).toReversed();
    storeTierChanges(tx, [{ seq, line: 1, distributorId: id, from, to: tier, upline }]);
  });
}

async function isFloor(tx: Tx, id: number, { tier, until, reason }: ManualTier): Promise<boolean> {
  const { rows } = await sql<{ same: boolean }>`
    select tier = ${tier} and until = ${until}::date and reason = ${reason} as same
      from manual_tier where distributor_id = ${id} order by seq desc limit 1`.execute(tx.db);
  return rows[0]?.same === true;
}
