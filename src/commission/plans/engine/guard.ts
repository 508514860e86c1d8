// The compliance guard: refuses a plan that pays more levels than its network allows, unless an
// administrator acknowledges the risk with a reason, which is stored.

import { parseReason } from "../../../kernel/code.ts";
import { MAX_FAULTS } from "../../../kernel/document.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { COMPLIANCE } from "../../../network/codes.ts";
import { BY_DOWNLINE_SALES } from "../../../network/engine/articles.ts";
import { type PlanDocument, reachOfPlan } from "./plan-document.ts";
import { reachOfRule } from "./rule-document.ts";

/** The reach of a plan as text. */
export function reachText(reach: number): string {
  if (!Number.isFinite(reach)) return "an unlimited number of levels above the seller";
  return `${reach} ${reach === 1 ? "level" : "levels"} above the seller`;
}

export interface Acknowledged {
  /** The reason that is stored; null if the plan needs none. */
  readonly acknowledgement: string | null;
  readonly warnings: readonly string[];
}

/**
 * Accepts a plan that pays at most `levels` levels, or whose risk is acknowledged. Throws
 * `COMPLIANCE` for each rule that pays more levels. A reason that is not needed is not stored; the
 * caller gets a warning.
 */
export function acknowledged(
  plan: PlanDocument,
  levels: number,
  acknowledge: string | null | undefined,
): Acknowledged {
  const reason = acknowledge == null ? null : parseReason(acknowledge, "acknowledge");
  if (reachOfPlan(plan) <= levels) {
    const unneeded = `acknowledge: not needed for at most ${levels} levels; the reason is not stored`;
    return { acknowledgement: null, warnings: reason === null ? [] : [unneeded] };
  }
  if (reason !== null) return { acknowledgement: reason, warnings: [] };
  throw new Refusals(faultsOf(plan, levels));
}

function faultsOf({ rules }: PlanDocument, levels: number): Refusal[] {
  const faults = rules.flatMap((rule, index) => {
    const reach = reachOfRule(rule);
    if (reach <= levels) return [];
    const pays = `${rule.kind} can pay ${reachText(reach)}; the network allows ${levels}`;
    const how = "to publish the plan, acknowledge the risk with a reason";
    const message = `rules[${index}]: ${pays}. ${BY_DOWNLINE_SALES}; ${how}`;
    return [new Refusal(COMPLIANCE, message, `rules[${index}]`)];
  });
  return faults.slice(0, MAX_FAULTS);
}
