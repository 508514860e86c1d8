// Plans and ladders: publishing one, and all that have been published as the engine runs them (rules §3, §4).
import type { Network, Tx } from "../database/database.ts";
import type { Ladder } from "../engine/ladder.ts";
import type { Plan } from "../engine/plan.ts";
import { inForce } from "../engine/state.ts";
import type { Asset } from "../kernel/money.ts";
import { findAssets } from "./assets.ts";
import { compileLadder, type LadderDocument } from "./ladder-document.ts";
import { LADDER_KIND } from "./ladder-kind.ts";
import { compilePlan, type PlanDocument } from "./plan-document.ts";
import { PLAN_KIND } from "./plan-kind.ts";
import { publishAll } from "./publish.ts";
import { findStandingViews, type PublishedView } from "./read-published.ts";
import { findStanding } from "./standing.ts";

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

/** The ladder in force at each instant, or before the first one that; undefined without any. */
export async function laddersInForce(
  tx: Tx,
  instants: readonly number[],
): Promise<(PublishedView<LadderDocument> | undefined)[]> {
  const ladders = await findStandingViews(tx, LADDER_KIND);
  return instants.map((at) => inForce(ladders, at) ?? ladders[0]);
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
