// Taking back plans and ladders before they take effect.
import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import type { Dated, DocumentKind } from "../../../platform/publishing/document-kind.ts";
import { withdraw } from "../../../platform/publishing/withdraw.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";
import { findLadder, Ladder } from "./ladder.ts";
import { findPlan, Plan } from "./plan.ts";

@InputType()
abstract class WithdrawInput {
  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, { description: "Why; it is kept." })
  readonly reason!: string;
}

@InputType()
class PlanWithdrawInput extends WithdrawInput {}

@InputType()
class LadderWithdrawInput extends WithdrawInput {}

@ObjectType()
class PlanWithdrawPayload extends Payload {
  @Field(() => Plan, { nullable: true })
  readonly plan: Plan | null;

  constructor(userErrors: readonly UserError[], plan: Plan | null) {
    super(userErrors);
    this.plan = plan;
  }
}

@ObjectType()
class LadderWithdrawPayload extends Payload {
  @Field(() => Ladder, { nullable: true })
  readonly ladder: Ladder | null;

  constructor(userErrors: readonly UserError[], ladder: Ladder | null) {
    super(userErrors);
    this.ladder = ladder;
  }
}

const WITHDRAW =
  "Takes back a version that has not taken effect, neither by now nor for a settled order. It stays listed, and its effectiveFrom is free again.";

@Resolver()
export class WithdrawMutation {
  @Access("ADMIN")
  @Mutation(() => PlanWithdrawPayload, { description: WITHDRAW })
  async planWithdraw(
    @Arg("input", () => PlanWithdrawInput) input: PlanWithdrawInput,
    @Ctx() context: Context,
  ): Promise<PlanWithdrawPayload> {
    const { done, userErrors } = await taken(context, PLAN_KIND, input);
    return new PlanWithdrawPayload(
      userErrors,
      done ? await findPlan(context, input.version) : null,
    );
  }

  @Access("ADMIN")
  @Mutation(() => LadderWithdrawPayload, { description: WITHDRAW })
  async ladderWithdraw(
    @Arg("input", () => LadderWithdrawInput) input: LadderWithdrawInput,
    @Ctx() context: Context,
  ): Promise<LadderWithdrawPayload> {
    const { done, userErrors } = await taken(context, LADDER_KIND, input);
    const ladder = done ? await findLadder(context, input.version) : null;
    return new LadderWithdrawPayload(userErrors, ladder);
  }
}

function taken<Document extends Dated>(
  context: Context,
  kind: DocumentKind<Document>,
  { version, reason }: WithdrawInput,
) {
  return write(context, async () => {
    await withdraw(context.network, kind, version, reason, Date.now());
    return true;
  });
}
