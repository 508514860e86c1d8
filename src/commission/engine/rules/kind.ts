// Defines a rule kind: the fields that it adds to a rule's document, and the claims that it makes.
import type { z } from "zod";
import type { Asset } from "../../../kernel/money.ts";
import type { Claim, RuleNeeds, Situation } from "../plan.ts";

/** A rule kind; each has one file, and the registry lists them. */
export interface RuleKind<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  /** One sentence that describes the kind in the API. */
  readonly meaning: string;
  /** Its own fields, in addition to the common fields; amounts are in the settlement asset. */
  readonly shape: (asset: Asset) => Shape;
  /** The field that can be a map from tier. */
  readonly tierMap?: keyof Shape & string;
  /** What the lane loads for it besides the seller and its upline. */
  readonly needs?: RuleNeeds;
  /** The common fields that this kind does not allow, each with the reason. */
  readonly without?: Readonly<Partial<Record<"basis" | "minTier", string>>>;
  /**
   * The number of levels above the seller that it can pay: 0 for none, `UNBOUNDED` if there is no
   * limit.
   */
  reach(fields: z.infer<z.ZodObject<Shape>>): number;
  /** Compiles the checked fields to a function that returns the claims for one order. */
  compile(
    fields: z.infer<z.ZodObject<Shape>>,
    asset: Asset,
  ): (situation: Situation) => Iterable<Claim>;
}

export const UNBOUNDED = Number.POSITIVE_INFINITY;

/**
 * Checks that a kind's `compile` fits its `shape`, then erases the shape's type for the registry.
 */
export function ruleKind<Shape extends z.ZodRawShape>(kind: RuleKind<Shape>): RuleKind {
  return kind as unknown as RuleKind;
}
