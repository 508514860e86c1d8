// A commission plan as people write it (rules §3), and as the engine runs it.
import { z } from "zod";
import { FORBIDDEN_CRITERIA, FORBIDDEN_KINDS } from "../engine/compliance.ts";
import {
  amountText,
  checkDocument,
  codeText,
  instantText,
  isAboveZero,
  listOf,
  MAX_FAULTS,
  nameText,
  pathText,
  rateText,
  refused,
} from "../engine/document.ts";
import { BASES, type Plan, type Rule } from "../engine/plan.ts";
import type { RuleKind } from "../engine/rules/kind.ts";
import { RULE_KINDS } from "../engine/rules/registry.ts";
import { Refusal, Refusals } from "../kernel/errors.ts";
import { type Asset, parseAmount } from "../kernel/money.ts";
import { parseRate, RATE_ONE, ROUNDINGS } from "../kernel/rate.ts";
import { parseInstant } from "../kernel/time.ts";

/** Rules that a plan has at most. */
const MAX_RULES = 1_000;
/** Days that a plan holds shares back at most. */
const MAX_RELEASE_DAYS = 366;

/** What every rule's document has; a rule kind adds its own fields. */
export interface RuleDocument {
  readonly kind: string;
  readonly basis?: (typeof BASES)[number] | undefined;
  readonly match?: {
    product?: string | undefined;
    category?: string | undefined;
    supplier?: string | undefined;
  };
  readonly minTier?: string | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  /** Of cashback: what it is paid in. */
  readonly asset?: string | undefined;
}

function ruleSchema(assets: readonly Asset[]) {
  const common = {
    basis: z.enum(BASES).optional(),
    match: z
      .strictObject({
        product: codeText.optional(),
        category: nameText.optional(),
        supplier: codeText.optional(),
      })
      .optional(),
    minTier: codeText.optional(),
    min: z.string().optional(),
    max: z.string().optional(),
    ...FORBIDDEN_CRITERIA,
  };
  const variants = RULE_KINDS.map(({ kind, shape, without = {} }) => {
    const taken = { ...shape(assets[0]!), ...common, ...notTaken(kind, without) };
    return z.strictObject({ kind: z.literal(kind), ...taken });
  });
  const [first, ...others] = variants as [(typeof variants)[0], ...typeof variants];
  const known = RULE_KINDS.map(({ kind }) => kind).join(", ");
  return z
    .discriminatedUnion("kind", [first, ...others, ...forbiddenKinds()], {
      error: `is none of ${known}`,
    })
    .superRefine((rule, context) =>
      checkBounds(rule as RuleDocument, assets, context),
    ) as unknown as z.ZodType<RuleDocument>;
}

function notTaken(kind: string, without: NonNullable<RuleKind["without"]>) {
  return Object.fromEntries(
    Object.entries(without).map(([field, why]) => [field, refused(`${kind} takes none: ${why}`)]),
  );
}

function forbiddenKinds() {
  return FORBIDDEN_KINDS.map(([kind, error]) =>
    z
      .looseObject({ kind: z.literal(kind) })
      .refine(() => false, { error, params: { code: "COMPLIANCE" } }),
  );
}

// `min` and `max` are amounts of the asset that the rule pays in.
function checkBounds(rule: RuleDocument, assets: readonly Asset[], context: z.RefinementCtx): void {
  const { min, max } = rule;
  const asset = assetOf(rule, assets);
  if (asset === undefined) {
    const message = `the network has no asset "${rule.asset}"`;
    context.addIssue({ code: "custom", message, path: ["asset"] });
    return;
  }
  const faults = Object.entries({ min, max }).flatMap(([field, text]) => {
    const issues =
      text === undefined ? [] : (amountText(asset).safeParse(text).error?.issues ?? []);
    return issues.map(({ message }) => ({ code: "custom" as const, message, path: [field] }));
  });
  for (const fault of faults) context.addIssue(fault);
  if (faults.length > 0 || min === undefined || max === undefined) return;
  if (parseAmount(min, asset.scale, "min") > parseAmount(max, asset.scale, "max")) {
    context.addIssue({ code: "custom", message: `"${min}" is above max`, path: ["min"] });
  }
}

function assetOf(rule: RuleDocument, assets: readonly Asset[]): Asset | undefined {
  if (rule.asset === undefined) return assets[0];
  return assets.find((asset) => asset.code === rule.asset);
}

function planSchema(assets: readonly Asset[]) {
  return z.strictObject({
    name: nameText,
    effectiveFrom: instantText,
    basis: z.enum(BASES).default("MARGIN"),
    rounding: z.enum(ROUNDINGS).default("DOWN"),
    allowLoss: z.boolean().default(false),
    release: z.strictObject({ days: z.int().min(0).max(MAX_RELEASE_DAYS) }).default({ days: 0 }),
    caps: z.strictObject({ orderRate: rateText.optional() }).default({}),
    rules: listOf(ruleSchema(assets), MAX_RULES),
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

/** The tree distance from the seller of the farthest ancestor that a rule of a checked plan can pay. */
export function reachOfRule(rule: RuleDocument): number {
  if (rule.max !== undefined && !isAboveZero(rule.max)) return 0;
  return kindOf(rule).reach(rule as unknown as Record<string, never>);
}

/** The same of a whole plan. */
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

function kindOf(rule: RuleDocument): RuleKind {
  return RULE_KINDS.find(({ kind }) => kind === rule.kind)!;
}
