// A rule of a commission plan as people write it (rules §3): what every kind has, and what each adds.
import { z } from "zod";
import { amountText, codeText, isAboveZero, nameText, refused } from "../../../kernel/document.ts";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import { BASES } from "../../engine/plan.ts";
import type { RuleKind } from "../../engine/rules/kind.ts";
import { RULE_KINDS } from "../../engine/rules/registry.ts";
import { FORBIDDEN_CRITERIA, FORBIDDEN_KINDS } from "./compliance.ts";

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

/** What a rule of any kind looks like, for a network with these assets, the settlement asset first. */
export function ruleSchema(assets: readonly Asset[]) {
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

/** What a rule pays in; undefined for an asset that the network does not have. */
export function assetOf(rule: RuleDocument, assets: readonly Asset[]): Asset | undefined {
  if (rule.asset === undefined) return assets[0];
  return assets.find((asset) => asset.code === rule.asset);
}

/** The tree distance from the seller of the farthest ancestor that a checked rule can pay. */
export function reachOfRule(rule: RuleDocument): number {
  if (rule.max !== undefined && !isAboveZero(rule.max)) return 0;
  return kindOf(rule).reach(rule as unknown as Record<string, never>);
}

/** The kind of a checked rule. */
export function kindOf(rule: RuleDocument): RuleKind {
  return RULE_KINDS.find(({ kind }) => kind === rule.kind)!;
}
