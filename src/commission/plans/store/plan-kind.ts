// What publishing a commission plan takes: the guard, and the tiers of the ladder in force with it (rules §3).

import { findAssets } from "../../../catalog/store/assets.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { type DocumentKind, latestOrder } from "../../../platform/publishing/document-kind.ts";
import { findStanding } from "../../../platform/publishing/standing.ts";
import { inForce } from "../../engine/state.ts";
import { comparePlans } from "../engine/compare-plans.ts";
import { acknowledged } from "../engine/guard.ts";
import type { LadderDocument } from "../engine/ladder-document.ts";
import { checkPlan, checkPlanTiers, type PlanDocument } from "../engine/plan-document.ts";
import { warnOfGoods } from "./goods-warnings.ts";

export const PLAN_KIND: DocumentKind<PlanDocument> = {
  kind: "PLAN",
  withdrawal: "PLAN_WITHDRAWAL",
  table: "plan",
  check: async (network, tx, document) => checkPlan(document, await findAssets(network, tx)),
  async draft({ settings: { complianceLevels } }, tx, document, { acknowledge }) {
    const guarded = acknowledged(document, complianceLevels, acknowledge);
    const warnings = [...guarded.warnings, ...(await warnOfGoods(tx, document))];
    return { document, ...guarded, warnings };
  },
  async assertFits(_network, tx, document) {
    const ladders = await findStanding<LadderDocument>(tx, "ladder");
    const from = parseInstant(document.effectiveFrom, "effectiveFrom");
    checkPlanTiers(document, inForce(ladders, from)?.document);
  },
  latestUse: latestOrder,
  // Nothing names a plan that has not taken effect.
  assertUnneeded: async () => {},
  compare: comparePlans,
  columns: ({ document: { name }, acknowledgement }) => ({ name, acknowledgement }),
};
