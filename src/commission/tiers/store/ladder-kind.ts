// The checks for publishing and withdrawing a ladder: a later ladder keeps every tier, because
// plans name tiers and distributors hold them (docs/rules.md §4).
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { texts } from "../../../database/unnest.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { inForce } from "../../../kernel/in-force.ts";
import { checkLadder, type LadderDocument } from "../../../network/engine/ladder-document.ts";
import type { DocumentKind } from "../../../platform/publishing/document-kind.ts";
import { latestOrder, type Use, usedSince } from "../../../platform/publishing/latest-order.ts";
import { AT_INSTANT } from "../../../platform/publishing/start.ts";
import { findVersions } from "../../../platform/publishing/versions.ts";
import { checkPlanTiers, type PlanDocument } from "../../plans/engine/plan-document.ts";
import { compareLadders } from "../engine/compare-ladders.ts";
import { LADDER, LADDER_WITHDRAWAL } from "../kinds.ts";

export const LADDER_KIND: DocumentKind<LadderDocument> = {
  name: "ladder",
  description: "ladders: the tiers and the conditions to reach them",
  publication: LADDER,
  withdrawal: LADDER_WITHDRAWAL,
  start: AT_INSTANT,
  check: async ({ settings: { asset } }, _tx, document) => checkLadder(document, asset),
  assertFits: assertKeepsTiers,
  usedSince: async (tx, start) => usedSince(await latestUse(tx), start),
  assertUnneeded,
  compare: (before, after, { settings: { asset } }) => compareLadders(before, after, asset),
};

/** Checks that a ladder has every tier of those that stand; throws `INVALID`. */
export async function assertKeepsTiers(
  _: Network,
  tx: Tx,
  { tiers }: LadderDocument,
): Promise<void> {
  const kept = new Set(tiers.map((tier) => tier.code));
  for (const { version, document } of await findVersions<LadderDocument>(tx, "ladder")) {
    const lost = document.tiers.find((tier) => !kept.has(tier.code));
    if (lost !== undefined) {
      const lack = `tier "${lost.code}" of version ${version} is missing`;
      throw new Refusal("INVALID", `tiers: ${lack}; a ladder must keep every tier`, "tiers");
    }
  }
}

// A closed window used the ladder in force at its last millisecond, and its result is final.
async function latestUse(tx: Tx): Promise<Use | undefined> {
  const order = await latestOrder(tx);
  const { rows } = await sql<{ month: string; end: string }>`
    select to_char(month, 'YYYY-MM') as month, extract(epoch from occurred_at) * 1000 as end
      from window_close join ledger_transaction using (seq) order by seq desc limit 1`.execute(
    tx.db,
  );
  if (rows[0] === undefined) return order;
  const { month, end } = rows[0];
  const close = { at: Number(end) - 1, what: `the window of ${month} is closed` };
  return order === undefined || order.at < close.at ? close : order;
}

/** Checks that no plan names, and no distributor holds, a tier that only this ladder has. */
async function assertUnneeded(_: Network, tx: Tx, version: number): Promise<void> {
  const ladders = await findVersions<LadderDocument>(tx, "ladder");
  const others = ladders.filter((one) => one.version !== version);
  for (const plan of await findVersions<PlanDocument>(tx, "plan")) {
    try {
      checkPlanTiers(plan.document, inForce(others, plan.effectiveFrom)?.document);
    } catch (error) {
      if (!(error instanceof Refusals)) throw error;
      const why = `plan ${plan.version} uses a tier of this ladder; withdraw the plan first`;
      throw new Refusal("INVALID", `version: ${why}`, "version");
    }
  }
  const left = new Set(others.flatMap(({ document }) => document.tiers.map(({ code }) => code)));
  const own = ladders.find((one) => one.version === version)!.document.tiers;
  await assertNotHeld(
    tx,
    own.map(({ code }) => code).filter((code) => !left.has(code)),
  );
}

// Distributors get tiers of the first future ladder while no ladder is in force.
async function assertNotHeld(tx: Tx, tiers: readonly string[]): Promise<void> {
  if (tiers.length === 0) return;
  const { rows } = await sql<Row<"distributor", "code"> & { tier: string }>`
    select code, tier from distributor where tier = any(${texts(tiers)}::text[]) limit 1`.execute(
    tx.db,
  );
  if (rows[0] === undefined) return;
  const why = `distributor "${rows[0].code}" holds tier "${rows[0].tier}" of this ladder`;
  throw new Refusal("INVALID", `version: ${why}`, "version");
}
