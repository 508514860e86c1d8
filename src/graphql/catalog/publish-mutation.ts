// Publishing plans and ladders.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { publishLadder, publishPlan } from "../../catalog/published.ts";
import { Access } from "../access.ts";
import type { Context } from "../context.ts";
import { Json } from "../scalars.ts";
import { Payload, type UserError, write } from "../user-error.ts";
import { findLadder, Ladder } from "./ladder.ts";
import { findPlan, Plan } from "./plan.ts";

@InputType()
class PlanPublishInput {
  @Field(() => Json)
  readonly document!: unknown;
}

@InputType()
class LadderPublishInput {
  @Field(() => Json)
  readonly document!: unknown;
}

@ObjectType()
class PlanPublishPayload extends Payload {
  @Field(() => Plan, { nullable: true })
  readonly plan: Plan | null;

  constructor(userErrors: readonly UserError[], plan: Plan | null) {
    super(userErrors);
    this.plan = plan;
  }
}

@ObjectType()
class LadderPublishPayload extends Payload {
  @Field(() => Ladder, { nullable: true })
  readonly ladder: Ladder | null;

  constructor(userErrors: readonly UserError[], ladder: Ladder | null) {
    super(userErrors);
    this.ladder = ladder;
  }
}

const AGAIN = "The same document again gives the version that it has.";

@Resolver()
export class PublishMutation {
  @Access("ADMIN")
  @Mutation(() => PlanPublishPayload, { description: AGAIN })
  async planPublish(
    @Arg("input", () => PlanPublishInput) { document }: PlanPublishInput,
    @Ctx() context: Context,
  ): Promise<PlanPublishPayload> {
    const publish = () => publishPlan(context.network, document, Date.now());
    const { done, userErrors } = await write(context, publish, "document");
    const plan = done === undefined ? null : await findPlan(context, done);
    return new PlanPublishPayload(userErrors, plan);
  }

  @Access("ADMIN")
  @Mutation(() => LadderPublishPayload, { description: AGAIN })
  async ladderPublish(
    @Arg("input", () => LadderPublishInput) { document }: LadderPublishInput,
    @Ctx() context: Context,
  ): Promise<LadderPublishPayload> {
    const publish = () => publishLadder(context.network, document, Date.now());
    const { done, userErrors } = await write(context, publish, "document");
    const ladder = done === undefined ? null : await findLadder(context, done);
    return new LadderPublishPayload(userErrors, ladder);
  }
}
