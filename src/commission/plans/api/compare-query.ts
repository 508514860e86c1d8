// What a draft of a plan or a ladder would change, in words.
import { Arg, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Json } from "../../../platform/graphql/scalars.ts";
import { type Attempt, attempt, UserError } from "../../../platform/graphql/user-error.ts";
import { type Comparison as Compared, compare } from "../../../platform/publishing/compare.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";

@ObjectType({
  description: "A draft beside what is in force when it starts. Nothing was published.",
})
export class Comparison {
  @Field(() => Int, { nullable: true, description: "Null where nothing is in force then." })
  readonly version: number | null;

  @Field(() => [String], {
    description: "A line for each change, at most 200 and the number left.",
  })
  readonly changes: readonly string[];

  @Field(() => [UserError], { description: "Faults of the draft's form." })
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
  @Query(() => Comparison)
  async planCompare(
    @Arg("document", () => Json) document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Comparison> {
    return new Comparison(await attempt(() => compare(network, PLAN_KIND, document), "document"));
  }

  @Access(...STAFF)
  @Query(() => Comparison)
  async ladderCompare(
    @Arg("document", () => Json) document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Comparison> {
    return new Comparison(await attempt(() => compare(network, LADDER_KIND, document), "document"));
  }
}
