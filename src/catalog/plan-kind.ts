// What publishing a commission plan takes: the guard, and the tiers of the ladder in force with it (rules §3).
import { inForce } from "../engine/state.ts";
import { parseInstant } from "../kernel/time.ts";
import { findAssets } from "./assets.ts";
import { comparePlans } from "./compare-plans.ts";
import type { DocumentKind } from "./document-kind.ts";
import { warnOfGoods } from "./goods-warnings.ts";
import { acknowledged } from "./guard.ts";
import type { LadderDocument } from "./ladder-document.ts";
import { latestOrder, usedSince } from "./latest-order.ts";
import { checkPlan, checkPlanTiers, type PlanDocument } from "./plan-document.ts";
import { findStanding } from "./standing.ts";
import { AT_INSTANT } from "./start.ts";

export const PLAN_KIND: DocumentKind<PlanDocument> = {
  name: "plan",
  description: "commission plans: who gets what of an order",
  publication: "PLAN",
  withdrawal: "PLAN_WITHDRAWAL",
  start: AT_INSTANT,
  acknowledges: "why it is published though it pays farther up than the network allows",
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
  usedSince: async (tx, start) => usedSince(await latestOrder(tx), start),
  // Nothing names a plan that has not taken effect.
  compare: comparePlans,
  columns: ({ name }) => ({ name }),
};
