// A commission plan as people write it (rules §3), and as the engine runs it.
import { z } from "zod";
import {
  amountText,
  checkDocument,
  codeText,
  instantText,
  pathText,
  rateText,
} from "../engine/document.ts";
import type { Ladder } from "../engine/ladder.ts";
import { BASES, type Plan, type Rule } from "../engine/plan.ts";
import type { RuleKind } from "../engine/rules/kind.ts";
import { RULE_KINDS } from "../engine/rules/registry.ts";
import { Refusal, Refusals } from "../kernel/errors.ts";
import { type Asset, parseAmount } from "../kernel/money.ts";
import { parseRate, RATE_ONE, ROUNDINGS } from "../kernel/rate.ts";
import { parseInstant } from "../kernel/time.ts";

/** Rules that a plan has at most. */
const MAX_RULES = 1_000;
const MAX_NAME = 200;

/** What every rule's document has; a rule kind adds its own fields. */
interface RuleDocument {
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
}

function ruleSchema(asset: Asset) {
  const common = {
    basis: z.enum(BASES).optional(),
    match: z
      .strictObject({
        product: codeText.optional(),
        category: z.string().min(1).optional(),
        supplier: codeText.optional(),
      })
      .optional(),
    minTier: codeText.optional(),
    min: amountText(asset).optional(),
    max: amountText(asset).optional(),
  };
  const variants = RULE_KINDS.map(({ kind, shape }) =>
    z.strictObject({ kind: z.literal(kind), ...shape, ...common }),
  );
  const [first, ...others] = variants as [(typeof variants)[0], ...typeof variants];
  const known = RULE_KINDS.map(({ kind }) => kind).join(", ");
  return z
    .discriminatedUnion("kind", [first, ...others], { error: `is none of ${known}` })
    .superRefine((rule, context) => {
      const { min, max } = rule as RuleDocument;
      if (min === undefined || max === undefined) return;
      const [least, most] = [min, max].map((text) => parseAmount(text, asset.scale, ""));
      if (least! > most!) {
        context.addIssue({ code: "custom", message: `"${min}" is above max`, path: ["min"] });
      }
    }) as unknown as z.ZodType<RuleDocument>;
}

function planSchema(asset: Asset) {
  return z.strictObject({
    name: z.string().min(1).max(MAX_NAME),
    effectiveFrom: instantText,
    basis: z.enum(BASES).default("MARGIN"),
    rounding: z.enum(ROUNDINGS).default("DOWN"),
    allowLoss: z.boolean().default(false),
    release: z
      .strictObject({ days: z.literal(0, "only 0 is known: shares are available at once (T+0)") })
      .default({ days: 0 }),
    caps: z.strictObject({ orderRate: rateText.optional() }).default({}),
    rules: z.array(ruleSchema(asset)).max(MAX_RULES),
  });
}

export type PlanDocument = z.infer<ReturnType<typeof planSchema>>;

/** Checks the form of a plan; throws `Refusals` with the path of each fault. */
export function checkPlan(document: unknown, asset: Asset): PlanDocument {
  return checkDocument(planSchema(asset), document);
}

/** Refuses a plan that names a tier which the ladder in force with it lacks. */
export function checkPlanTiers(document: PlanDocument, ladder: Ladder | undefined): void {
  const known = new Set(ladder?.tiers.map((tier) => tier.code));
  const faults = document.rules.flatMap((rule, index) =>
    tiersNamed(rule, index)
      .filter(([, tier]) => !known.has(tier))
      .map(([path, tier]) => {
        const where = ladder === undefined ? "no ladder is in force" : "the ladder in force lacks";
        return new Refusal("INVALID", `${path}: ${where} when the plan starts: "${tier}"`, path);
      }),
  );
  if (faults.length > 0) throw new Refusals(faults);
}

function tiersNamed(rule: RuleDocument, index: number): [path: string, tier: string][] {
  const { tierMap } = kindOf(rule);
  const map = (rule as unknown as Record<string, unknown>)[tierMap];
  const keys = typeof map === "object" && !Array.isArray(map) ? Object.keys(map as object) : [];
  const named = keys.map((tier): [string, string] => [
    pathText(["rules", index, tierMap, tier]),
    tier,
  ]);
  if (rule.minTier !== undefined) named.push([pathText(["rules", index, "minTier"]), rule.minTier]);
  return named;
}

/** A checked plan as the engine runs it. */
export function compilePlan(version: number, document: PlanDocument, asset: Asset): Plan {
  const { name, effectiveFrom, rounding, allowLoss, caps } = document;
  return {
    version,
    name,
    effectiveFrom: parseInstant(effectiveFrom, "effectiveFrom"),
    rounding,
    allowLoss,
    orderRateMicro:
      caps.orderRate === undefined ? RATE_ONE : parseRate(caps.orderRate, "orderRate"),
    rules: document.rules.map((rule, index) => compileRule(rule, index, document, asset)),
  };
}

function compileRule(rule: RuleDocument, index: number, plan: PlanDocument, asset: Asset): Rule {
  const amount = (text: string | undefined) =>
    text === undefined ? undefined : parseAmount(text, asset.scale, "amount");
  const { kind, basis = plan.basis, match = {}, minTier, min, max } = rule;
  const claims = kindOf(rule).compile(rule as unknown as Record<string, never>);
  return {
    index,
    kind,
    basis,
    match,
    minTier,
    minMinor: amount(min),
    maxMinor: amount(max),
    claims,
  };
}

function kindOf(rule: RuleDocument): RuleKind {
  return RULE_KINDS.find(({ kind }) => kind === rule.kind)!;
}
