// Plans and ladders: what it takes to publish one, and finding what has been published (rules §3, §4).
import { sql } from "kysely";
import type { Network, Tx } from "../database/database.ts";
import type { Ladder } from "../engine/ladder.ts";
import type { Plan } from "../engine/plan.ts";
import { inForce } from "../engine/state.ts";
import { Refusal } from "../kernel/errors.ts";
import type { Asset } from "../kernel/money.ts";
import { parseInstant } from "../kernel/time.ts";
import { findAssets } from "./assets.ts";
import { warnOfGoods } from "./goods-warnings.ts";
import { acknowledged } from "./guard.ts";
import { checkLadder, compileLadder, type LadderDocument } from "./ladder-document.ts";
import { checkPlan, checkPlanTiers, compilePlan, type PlanDocument } from "./plan-document.ts";
import { type DocumentKind, type Draft, publishAll, validate } from "./publish.ts";

interface Row<Document> {
  version: number;
  document: Document;
}

/** All plans, compiled, in order of effectiveFrom. */
export async function findPlans(network: Network, tx: Tx): Promise<Plan[]> {
  const assets = await findAssets(network, tx);
  const { rows } = await sql<Row<PlanDocument>>`
    select version, document from plan order by effective_from`.execute(tx.db);
  return rows.map(({ version, document }) => compilePlan(version, document, assets));
}

/** All ladders, compiled, in order of effectiveFrom. */
export async function findLadders(tx: Tx, asset: Asset): Promise<Ladder[]> {
  const { rows } = await sql<Row<LadderDocument>>`
    select version, document from ladder order by effective_from`.execute(tx.db);
  return rows.map(({ version, document }) => compileLadder(version, document, asset));
}

/** Commission plans: their tiers are those of the ladder in force when they start. */
export const PLAN_KIND: DocumentKind<PlanDocument> = {
  kind: "PLAN",
  table: "plan",
  async draft(network, tx, { document, acknowledge }): Promise<Draft<PlanDocument>> {
    const plan = checkPlan(document, await findAssets(network, tx));
    const guarded = acknowledged(plan, network.settings.complianceLevels, acknowledge);
    const warnings = [...guarded.warnings, ...(await warnOfGoods(tx, plan))];
    return { document: plan, ...guarded, warnings };
  },
  async assertFits(network, tx, plan) {
    const ladders = await findLadders(tx, network.settings.asset);
    checkPlanTiers(plan, inForce(ladders, parseInstant(plan.effectiveFrom, "effectiveFrom")));
  },
  columns: ({ document: { name }, acknowledgement }) => ({ name, acknowledgement }),
};

/** Ladders: a later one keeps every tier, since plans name them and distributors hold them. */
export const LADDER_KIND: DocumentKind<LadderDocument> = {
  kind: "LADDER",
  table: "ladder",
  async draft(network, _tx, { document }): Promise<Draft<LadderDocument>> {
    const ladder = checkLadder(document, network.settings.asset);
    return { document: ladder, acknowledgement: null, warnings: [] };
  },
  assertFits: assertKeepsTiers,
  columns: () => ({}),
};

async function assertKeepsTiers(network: Network, tx: Tx, ladder: LadderDocument): Promise<void> {
  const kept = new Set(ladder.tiers.map((tier) => tier.code));
  for (const earlier of await findLadders(tx, network.settings.asset)) {
    const lost = earlier.tiers.find((tier) => !kept.has(tier.code));
    if (lost !== undefined) {
      const why = `it lacks the tier "${lost.code}" of version ${earlier.version}`;
      throw new Refusal("INVALID", `tiers: ${why}`, "tiers");
    }
  }
}

/**
 * Publishes a plan; the same document with the same reason again gives the version that it has.
 * Throws `Refusals` for its faults, `COMPLIANCE` for one that reaches too far without a reason,
 * `CONFLICT` for another plan of the same effectiveFrom. Returns the version.
 */
export async function publishPlan(
  network: Network,
  document: unknown,
  at: number,
  acknowledge?: string | null,
): Promise<number> {
  const [published] = await publishAll(network, PLAN_KIND, [{ document, acknowledge }], at);
  return published!.version;
}

/** Publishes a ladder, like a plan; it keeps every tier of the ladders before it. */
export async function publishLadder(
  network: Network,
  document: unknown,
  at: number,
): Promise<number> {
  const [published] = await publishAll(network, LADDER_KIND, [{ document }], at);
  return published!.version;
}

/** What publishing a plan would say, without doing it. Returns the warnings. */
export function validatePlan(
  network: Network,
  document: unknown,
  acknowledge?: string | null,
): Promise<readonly string[]> {
  return validate(network, PLAN_KIND, { document, acknowledge });
}

/** What publishing a ladder would say, without doing it. */
export function validateLadder(network: Network, document: unknown): Promise<readonly string[]> {
  return validate(network, LADDER_KIND, { document });
}
