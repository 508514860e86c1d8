// The checks for publishing a commission plan: the compliance guard, and the tiers of the ladder in
// force (docs/rules.md §3).

import { findAssets } from "../../../books/index.ts";
import { inForce } from "../../../kernel/in-force.ts";
import { parseInstant } from "../../../kernel/time.ts";
import type { LadderDocument } from "../../../network/engine/ladder-document.ts";
import type { DocumentKind } from "../../../platform/publishing/document-kind.ts";
import { latestOrder, usedSince } from "../../../platform/publishing/latest-order.ts";
import { AT_INSTANT } from "../../../platform/publishing/start.ts";
import { findVersions } from "../../../platform/publishing/versions.ts";
import { comparePlans } from "../engine/compare-plans.ts";
import { acknowledged } from "../engine/guard.ts";
import { checkPlan, checkPlanTiers, type PlanDocument } from "../engine/plan-document.ts";
import { PLAN, PLAN_WITHDRAWAL } from "../kinds.ts";
import { warnOfGoods } from "./goods-warnings.ts";

export const PLAN_KIND: DocumentKind<PlanDocument> = {
  name: "plan",
  description: "commission plans: who receives which share of an order",
  publication: PLAN,
  withdrawal: PLAN_WITHDRAWAL,
  start: AT_INSTANT,
  acknowledges: "the reason to publish a plan that pays more levels than the network allows",
  check: async (network, tx, document) => checkPlan(document, await findAssets(network, tx)),
  async draft({ settings: { complianceLevels } }, tx, document, { acknowledge }) {
    const guarded = acknowledged(document, complianceLevels, acknowledge);
    const warnings = [...guarded.warnings, ...(await warnOfGoods(tx, document))];
    return { document, ...guarded, warnings };
  },
  async assertFits(_network, tx, document) {
    const ladders = await findVersions<LadderDocument>(tx, "ladder");
    const from = parseInstant(document.effectiveFrom, "effectiveFrom");
    checkPlanTiers(document, inForce(ladders, from)?.document);
  },
  usedSince: async (tx, start) => usedSince(await latestOrder(tx), start),
  // No other document refers to a plan that has not taken effect.
  compare: comparePlans,
  columns: ({ name }) => ({ name }),
};
