// Publishes plans, and finds all of them compiled for the engine (docs/rules.md §3).

import { findAssets } from "../../../books/index.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { publishAll } from "../../../platform/publishing/publish.ts";
import { findVersions } from "../../../platform/publishing/versions.ts";
import type { Plan } from "../../engine/plan.ts";
import { compilePlan, type PlanDocument } from "../engine/plan-document.ts";
import { PLAN_KIND } from "./plan-kind.ts";

/** All plans that are not withdrawn, compiled, in order of effectiveFrom. */
export async function findPlans(network: Network, tx: Tx): Promise<Plan[]> {
  const assets = await findAssets(network, tx);
  const plans = await findVersions<PlanDocument>(tx, "plan");
  return plans.map(({ version, document }) => compilePlan(version, document, assets));
}

/**
 * Publishes a plan; an identical document with the same reason keeps its version. Throws `Refusals`
 * for its faults, `COMPLIANCE` for too many levels without a reason, `CONFLICT` for a different
 * plan with the same effectiveFrom. Returns the version.
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
