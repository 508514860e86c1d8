// A commission plan as people write it (rules §3), and as the engine runs it.
import { z } from "zod";
import {
  checkDocument,
  instantText,
  isAboveZero,
  MAX_FAULTS,
  nameText,
  pathText,
  rateText,
} from "../../../kernel/document.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import { parseRate, RATE_ONE, ROUNDINGS } from "../../../kernel/rate.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { BASES, type Plan, type Rule } from "../../engine/plan.ts";
import { FORBIDDEN_CRITERIA } from "./compliance.ts";
import { assetOf, kindOf, type RuleDocument, reachOfRule, ruleSchema } from "./rule-document.ts";

/** Rules that a plan has at most. */
const MAX_RULES = 1_000;
/** Days that a plan holds shares back at most. */
const MAX_RELEASE_DAYS = 366;

function planSchema(assets: readonly Asset[]) {
  return z.strictObject({
    name: nameText,
    effectiveFrom: instantText,
    basis: z.enum(BASES).default("MARGIN"),
    rounding: z.enum(ROUNDINGS).default("DOWN"),
    allowLoss: z.boolean().default(false),
    release: z.strictObject({ days: z.int().min(0).max(MAX_RELEASE_DAYS) }).default({ days: 0 }),
    caps: z.strictObject({ orderRate: rateText.optional() }).default({}),
    rules: z.array(ruleSchema(assets)).max(MAX_RULES),
    ...FORBIDDEN_CRITERIA,
  });
}

export type PlanDocument = z.infer<ReturnType<typeof planSchema>>;

/**
 * Checks the form of a plan for a network with these assets, the settlement asset first; throws
 * `Refusals` with the path of each fault.
 */
export function checkPlan(document: unknown, assets: readonly Asset[]): PlanDocument {
  return checkDocument(planSchema(assets), document);
}

/** Refuses a plan that names a tier which the ladder in force with it lacks. */
export function checkPlanTiers(
  document: PlanDocument,
  ladder: { readonly tiers: readonly { readonly code: string }[] } | undefined,
): void {
  const known = new Set(ladder?.tiers.map((tier) => tier.code));
  const faults = document.rules.flatMap((rule, index) =>
    tiersNamed(rule, index)
      .filter(([, tier]) => !known.has(tier))
      .map(([path, tier]) => {
        const where = ladder === undefined ? "no ladder is in force" : "the ladder in force lacks";
        return new Refusal("INVALID", `${path}: ${where} when the plan starts: "${tier}"`, path);
      }),
  );
  if (faults.length > 0) throw new Refusals(faults.slice(0, MAX_FAULTS));
}

function tiersNamed(rule: RuleDocument, index: number): [path: string, tier: string][] {
  const { tierMap = "" } = kindOf(rule);
  const map = (rule as unknown as Record<string, unknown>)[tierMap] ?? [];
  const keys = typeof map === "object" && !Array.isArray(map) ? Object.keys(map) : [];
  const named = keys.map((tier): [string, string] => [
    pathText(["rules", index, tierMap, tier]),
    tier,
  ]);
  if (rule.minTier !== undefined) named.push([pathText(["rules", index, "minTier"]), rule.minTier]);
  return named;
}

/** The tree distance from the seller of the farthest ancestor that a checked plan can pay. */
export function reachOfPlan({ rules, caps: { orderRate = "1" } }: PlanDocument): number {
  return isAboveZero(orderRate) ? Math.max(0, ...rules.map(reachOfRule)) : 0;
}

/** A checked plan as the engine runs it. */
export function compilePlan(
  version: number,
  document: PlanDocument,
  assets: readonly Asset[],
): Plan {
  const { name, effectiveFrom, rounding, allowLoss, caps } = document;
  return {
    version,
    name,
    effectiveFrom: parseInstant(effectiveFrom, "effectiveFrom"),
    rounding,
    allowLoss,
    orderRateMicro:
      caps.orderRate === undefined ? RATE_ONE : parseRate(caps.orderRate, "orderRate"),
    releaseDays: document.release.days,
    rules: document.rules.map((rule, index) => compileRule(rule, index, document, assets)),
  };
}

function compileRule(
  rule: RuleDocument,
  index: number,
  plan: PlanDocument,
  assets: readonly Asset[],
): Rule {
  const settlement = assets[0]!;
  const paidIn = assetOf(rule, assets)!;
  const amount = (text: string | undefined) =>
    text === undefined ? undefined : parseAmount(text, paidIn.scale, "amount");
  const { kind, basis = plan.basis, match = {}, minTier, min, max } = rule;
  const claims = kindOf(rule).compile(rule as unknown as Record<string, never>, settlement);
  const asset = paidIn === settlement ? undefined : paidIn;
  const bounds = { minTier, minMinor: amount(min), maxMinor: amount(max) };
  return { index, kind, basis, match, ...bounds, asset, claims };
}
