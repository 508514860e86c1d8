// The compliance guard: a plan that pays farther up the tree than its network allows is refused,
// unless an administrator acknowledges the risk with a reason, which is kept.

import { parseReason } from "../../../kernel/code.ts";
import { MAX_FAULTS } from "../../../kernel/document.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { BY_DOWNLINE_SALES } from "./compliance.ts";
import { type PlanDocument, reachOfPlan } from "./plan-document.ts";
import { reachOfRule } from "./rule-document.ts";

/** How far up a reach is, in words. */
export function reachText(reach: number): string {
  if (!Number.isFinite(reach)) return "levels above the seller without a bound";
  return `${reach} ${reach === 1 ? "level" : "levels"} above the seller`;
}

export interface Acknowledged {
  /** The reason that is kept; null where none is needed. */
  readonly acknowledgement: string | null;
  readonly warnings: readonly string[];
}

/**
 * Passes a plan that stays within so many levels, or whose risk is acknowledged. Throws `COMPLIANCE`
 * for each rule that reaches farther. A reason that is not needed is not kept, which is a warning.
 */
export function acknowledged(
  plan: PlanDocument,
  levels: number,
  acknowledge: string | null | undefined,
): Acknowledged {
  const reason = acknowledge == null ? null : parseReason(acknowledge, "acknowledge");
  if (reachOfPlan(plan) <= levels) {
    const unneeded = `acknowledge: the plan pays no farther than ${levels} levels; no reason is kept`;
    return { acknowledgement: null, warnings: reason === null ? [] : [unneeded] };
  }
  if (reason !== null) return { acknowledgement: reason, warnings: [] };
  throw new Refusals(faultsOf(plan, levels));
}

function faultsOf({ rules }: PlanDocument, levels: number): Refusal[] {
  const faults = rules.flatMap((rule, index) => {
    const reach = reachOfRule(rule);
    if (reach <= levels) return [];
    const pays = `${rule.kind} can pay ${reachText(reach)}, and the network allows ${levels}`;
    const how = "it is published only with the risk acknowledged and a reason";
    const message = `rules[${index}]: ${pays}. ${BY_DOWNLINE_SALES}: ${how}`;
    return [new Refusal("COMPLIANCE", message, `rules[${index}]`)];
  });
  return faults.slice(0, MAX_FAULTS);
}
