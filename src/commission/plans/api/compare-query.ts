// Compares a draft plan or ladder with the version in force and lists the changes in words.
import { Arg, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Json } from "../../../platform/graphql/scalars.ts";
import { type Attempt, attempt, UserError } from "../../../platform/graphql/user-error.ts";
import { type Comparison as Compared, compare } from "../../../platform/publishing/compare.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";

@ObjectType({
  description:
    "The differences between a draft and the version in force when the draft would start. Comparing publishes nothing.",
})
export class Comparison {
  @Field(() => Int, {
    nullable: true,
    description:
      "The version that the draft was compared with. Null if no version is in force when the draft would start.",
  })
  readonly version: number | null;

  @Field(() => [String], {
    description:
      "One sentence for each change, at most 200. If there are more, the last entry gives their number.",
  })
  readonly changes: readonly string[];

  @Field(() => [UserError], {
    description: "Errors in the form of the draft. Empty if the draft could be compared.",
  })
  readonly userErrors: readonly UserError[];

  constructor({ done, userErrors }: Attempt<Compared>) {
    this.version = done?.version ?? null;
    this.changes = done?.changes ?? [];
    this.userErrors = userErrors;
  }
}

@Resolver()
export class CompareQuery {
  @Access(...STAFF)
  @Query(() => Comparison, {
    description:
      "Compares a draft commission plan with the plan in force when the draft would start. For ADMIN, FINANCE and AUDITOR.",
  })
  async planCompare(
    @Arg("document", () => Json, {
      description: "The draft plan, in the format that planPublish accepts.",
    })
    document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Comparison> {
    return new Comparison(await attempt(() => compare(network, PLAN_KIND, document), "document"));
  }

  @Access(...STAFF)
  @Query(() => Comparison, {
    description:
      "Compares a draft tier ladder with the ladder in force when the draft would start. For ADMIN, FINANCE and AUDITOR.",
  })
  async ladderCompare(
    @Arg("document", () => Json, {
      description: "The draft ladder, in the format that ladderPublish accepts.",
    })
    document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Comparison> {
    return new Comparison(await attempt(() => compare(network, LADDER_KIND, document), "document"));
  }
}
