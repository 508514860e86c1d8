// What a rule kind is: the fields that it adds to a rule's document, and the claims that follow.
import type { z } from "zod";
import type { Asset } from "../../kernel/money.ts";
import type { Claim, Situation } from "../plan.ts";

/** A kind of rule, all in one file; the registry lists them. */
export interface RuleKind<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  /** Its own fields, beside those that every rule has; amounts are of the settlement asset. */
  readonly shape: (asset: Asset) => Shape;
  /** The field that may be a map from tier. */
  readonly tierMap?: keyof Shape & string;
  /** Compiles the checked fields to what walks the tree for one order. */
  compile(
    terms: z.infer<z.ZodObject<Shape>>,
    asset: Asset,
  ): (situation: Situation) => Iterable<Claim>;
}

/** Ties a kind's `compile` to its own `shape`, then forgets the difference. */
export function ruleKind<Shape extends z.ZodRawShape>(kind: RuleKind<Shape>): RuleKind {
  return kind as unknown as RuleKind;
}
