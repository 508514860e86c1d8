// What publishing and withdrawing a ladder takes: a later one keeps every tier, since plans name
// them and distributors hold them (rules §4).
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { texts } from "../../../database/unnest.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import {
  type DocumentKind,
  latestOrder,
  type Use,
} from "../../../platform/publishing/document-kind.ts";
import { findStanding } from "../../../platform/publishing/standing.ts";
import { inForce } from "../../engine/state.ts";
import { compareLadders } from "../engine/compare-ladders.ts";
import { checkLadder, type LadderDocument } from "../engine/ladder-document.ts";
import { checkPlanTiers, type PlanDocument } from "../engine/plan-document.ts";

export const LADDER_KIND: DocumentKind<LadderDocument> = {
  kind: "LADDER",
  withdrawal: "LADDER_WITHDRAWAL",
  table: "ladder",
  check: async ({ settings: { asset } }, _tx, document) => checkLadder(document, asset),
  draft: async (_network, _tx, document) => ({ document, acknowledgement: null, warnings: [] }),
  assertFits: assertKeepsTiers,
  latestUse,
  assertUnneeded,
  compare: (before, after, { settings: { asset } }) => compareLadders(before, after, asset),
  columns: () => ({}),
};

async function assertKeepsTiers(_: Network, tx: Tx, { tiers }: LadderDocument): Promise<void> {
  const kept = new Set(tiers.map((tier) => tier.code));
  for (const { version, document } of await findStanding<LadderDocument>(tx, "ladder")) {
    const lost = document.tiers.find((tier) => !kept.has(tier.code));
    if (lost !== undefined) {
      const why = `it lacks the tier "${lost.code}" of version ${version}`;
      throw new Refusal("INVALID", `tiers: ${why}`, "tiers");
    }
  }
}

// A closed window went by the ladder of its last millisecond, and counts as missed or not ever after.
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

/** Neither a plan names a tier that only this ladder has, nor does a distributor hold one. */
async function assertUnneeded(_: Network, tx: Tx, version: number): Promise<void> {
  const ladders = await findStanding<LadderDocument>(tx, "ladder");
  const others = ladders.filter((one) => one.version !== version);
  for (const plan of await findStanding<PlanDocument>(tx, "plan")) {
    try {
      checkPlanTiers(plan.document, inForce(others, plan.effectiveFrom)?.document);
    } catch (error) {
      if (!(error instanceof Refusals)) throw error;
      const why = `plan ${plan.version} needs it; withdraw that first`;
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

// A distributor takes the tiers of the first ladder to come where none is in force yet.
async function assertNotHeld(tx: Tx, tiers: readonly string[]): Promise<void> {
  if (tiers.length === 0) return;
  const { rows } = await sql<{ code: string; tier: string }>`
    select code, tier from distributor where tier = any(${texts(tiers)}::text[]) limit 1`.execute(
    tx.db,
  );
  if (rows[0] === undefined) return;
  const why = `the distributor "${rows[0].code}" holds its tier "${rows[0].tier}"`;
  throw new Refusal("INVALID", `version: ${why}`, "version");
}
