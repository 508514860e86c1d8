// What a rule kind is: the fields that it adds to a rule's document, and the claims that follow.
import type { z } from "zod";
import type { Asset } from "../../../kernel/money.ts";
import type { Claim, Situation } from "../plan.ts";

/** A kind of rule, all in one file; the registry lists them. */
export interface RuleKind<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  /** Its own fields, beside those that every rule has; amounts are of the settlement asset. */
  readonly shape: (asset: Asset) => Shape;
  /** The field that may be a map from tier. */
  readonly tierMap?: keyof Shape & string;
  /** What every rule has and this kind does not take, each with the reason. */
  readonly without?: Readonly<Partial<Record<"basis" | "minTier", string>>>;
  /**
   * The tree distance from the seller of the farthest ancestor that it can pay: 0 for none,
   * `UNBOUNDED` where nothing ends the walk.
   */
  reach(terms: z.infer<z.ZodObject<Shape>>): number;
  /** Compiles the checked fields to what walks the tree for one order. */
  compile(
    terms: z.infer<z.ZodObject<Shape>>,
    asset: Asset,
  ): (situation: Situation) => Iterable<Claim>;
}

export const UNBOUNDED = Number.POSITIVE_INFINITY;

/** Ties a kind's `compile` to its own `shape`, then forgets the difference. */
export function ruleKind<Shape extends z.ZodRawShape>(kind: RuleKind<Shape>): RuleKind {
  return kind as unknown as RuleKind;
}
