// The document form of a commission plan (docs/rules.md §3), and its compiled form for the engine.
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
import { FORBIDDEN_CRITERIA } from "../../../network/engine/articles.ts";
import { BASES, type Plan, type Rule } from "../../engine/plan.ts";
import { assetOf, kindOf, type RuleDocument, reachOfRule, ruleSchema } from "./rule-document.ts";

/** Most rules of one plan. */
const MAX_RULES = 1_000;
/** Most days that a plan can hold shares before release. */
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

/** Refuses a plan that names a tier missing from the ladder in force when the plan starts. */
export function checkPlanTiers(
  document: PlanDocument,
  ladder: { readonly tiers: readonly { readonly code: string }[] } | undefined,
): void {
  const known = new Set(ladder?.tiers.map((tier) => tier.code));
  const faults = document.rules.flatMap((rule, index) =>
    tiersNamed(rule, index)
      .filter(([, tier]) => !known.has(tier))
      .map(([path, tier]) => {
        const where = ladder === undefined ? "is unknown: no ladder is" : "is not in the ladder";
        return new Refusal(
          "INVALID",
          `${path}: tier "${tier}" ${where} in force when the plan starts`,
          path,
        );
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

/** The number of levels above the seller that a checked plan can pay. */
export function reachOfPlan({ rules, caps: { orderRate = "1" } }: PlanDocument): number {
  return isAboveZero(orderRate) ? Math.max(0, ...rules.map(reachOfRule)) : 0;
}

/** Compiles a checked plan for the engine. */
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
  const { compile, needs } = kindOf(rule);
  const claims = compile(rule as unknown as Record<string, never>, settlement);
  const asset = paidIn === settlement ? undefined : paidIn;
  const bounds = { minTier, minMinor: amount(min), maxMinor: amount(max) };
  return { index, kind, basis, match, ...bounds, asset, needs, claims };
}
