// Plans and ladders: publishing one, and all that have been published as the engine runs them (rules §3, §4).

import { findAssets } from "../../../catalog/store/assets.ts";
import type { Network, Tx } from "../../../database/database.ts";
import type { Asset } from "../../../kernel/money.ts";
import { publishAll, validate } from "../../../platform/publishing/publish.ts";
import { findStanding } from "../../../platform/publishing/standing.ts";
import type { Ladder } from "../../engine/ladder.ts";
import type { Plan } from "../../engine/plan.ts";
import { compileLadder, type LadderDocument } from "../engine/ladder-document.ts";
import { compilePlan, type PlanDocument } from "../engine/plan-document.ts";
import { LADDER_KIND } from "./ladder-kind.ts";
import { PLAN_KIND } from "./plan-kind.ts";

/** All plans that stand, compiled, in order of effectiveFrom. */
export async function findPlans(network: Network, tx: Tx): Promise<Plan[]> {
  const assets = await findAssets(network, tx);
  const plans = await findStanding<PlanDocument>(tx, "plan");
  return plans.map(({ version, document }) => compilePlan(version, document, assets));
}

/** All ladders that stand, compiled, in order of effectiveFrom. */
export async function findLadders(tx: Tx, asset: Asset): Promise<Ladder[]> {
  const ladders = await findStanding<LadderDocument>(tx, "ladder");
  return ladders.map(({ version, document }) => compileLadder(version, document, asset));
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
