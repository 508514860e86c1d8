// Publishing plans and ladders.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Json } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { type PublishedVersion, publishAll } from "../../../platform/publishing/publish.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";
import { publishLadder } from "../store/published.ts";
import { findLadder, Ladder } from "./ladder.ts";
import { findPlan, Plan } from "./plan.ts";

@InputType()
class PlanPublishInput {
  @Field(() => Json)
  readonly document!: unknown;

  @Field(() => String, {
    nullable: true,
    description:
      "The reason why a plan that reaches farther than the network allows is published all the same. It is kept.",
  })
  readonly acknowledge?: string | null;
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

  @Field(() => [String], { description: "What may be a mistake and was taken all the same." })
  readonly warnings: readonly string[];

  constructor(userErrors: readonly UserError[], plan: Plan | null, warnings: readonly string[]) {
    super(userErrors);
    this.plan = plan;
    this.warnings = warnings;
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
const GUARD =
  "A plan that pays farther up than the network's complianceLevels is refused as COMPLIANCE, unless it is acknowledged.";

@Resolver()
export class PublishMutation {
  @Access("ADMIN")
  @Mutation(() => PlanPublishPayload, { description: `${AGAIN} ${GUARD}` })
  async planPublish(
    @Arg("input", () => PlanPublishInput) input: PlanPublishInput,
    @Ctx() context: Context,
  ): Promise<PlanPublishPayload> {
    const publish = () => publishAll(context.network, PLAN_KIND, [input], Date.now());
    const { done, userErrors } = await write(context, publish, "document", ["acknowledge"]);
    if (done === undefined) return new PlanPublishPayload(userErrors, null, []);
    const [{ version, warnings }] = done as [PublishedVersion];
    return new PlanPublishPayload(userErrors, await findPlan(context, version), warnings);
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
