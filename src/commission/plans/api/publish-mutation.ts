// Publishes commission plans and tier ladders.
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
  @Field(() => Json, { description: "The plan as a JSON document." })
  readonly document!: unknown;

  @Field(() => String, {
    nullable: true,
    description:
      "The reason for publishing a plan that pays more levels than the network's complianceLevels. It is stored with the plan. Leave it out for other plans.",
  })
  readonly acknowledge?: string | null;
}

@InputType()
class LadderPublishInput {
  @Field(() => Json, { description: "The ladder as a JSON document." })
  readonly document!: unknown;
}

@ObjectType()
class PlanPublishPayload extends Payload {
  @Field(() => Plan, {
    nullable: true,
    description: "The published plan. Null if it was rejected.",
  })
  readonly plan: Plan | null;

  @Field(() => [String], {
    description: "Possible mistakes in the plan. It was published all the same.",
  })
  readonly warnings: readonly string[];

  constructor(userErrors: readonly UserError[], plan: Plan | null, warnings: readonly string[]) {
    super(userErrors);
    this.plan = plan;
    this.warnings = warnings;
  }
}

@ObjectType()
class LadderPublishPayload extends Payload {
  @Field(() => Ladder, {
    nullable: true,
    description: "The published ladder. Null if it was rejected.",
  })
  readonly ladder: Ladder | null;

  constructor(userErrors: readonly UserError[], ladder: Ladder | null) {
    super(userErrors);
    this.ladder = ladder;
  }
}

const AGAIN =
  "For ADMIN. Safe to repeat: publishing the same document again returns the existing version.";
const GUARD =
  "A plan that can pay more levels than the network's complianceLevels is rejected with COMPLIANCE unless `acknowledge` gives a reason.";

@Resolver()
export class PublishMutation {
  @Access("ADMIN")
  @Mutation(() => PlanPublishPayload, {
    description: `Publishes a version of the commission plan. ${AGAIN} ${GUARD}`,
  })
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
  @Mutation(() => LadderPublishPayload, {
    description: `Publishes a version of the tier ladder. ${AGAIN}`,
  })
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
