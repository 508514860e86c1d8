// Adjustments step by step: proposed by one person of the staff, approved by another, or rejected.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime, Decimal } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import type { Template } from "../engine/adjustment.ts";
import type { AdjustmentRow } from "../store/adjustment-row.ts";
import { approveAdjustment, rejectAdjustment } from "../store/decide.ts";
import { proposeAdjustment } from "../store/propose.ts";
import { Adjustment, AdjustmentTemplateEnum } from "./adjustment.ts";

@InputType({
  description: "What the template needs, and nothing else. The same again does nothing.",
})
class AdjustmentPostInput {
  @Field(() => String, { description: "Unique among the adjustments; its ref from then on." })
  readonly idempotencyKey!: string;

  @Field(() => AdjustmentTemplateEnum)
  readonly template!: Template;

  @Field(() => String, { nullable: true, description: "A distributor's code." })
  readonly distributor?: string | null;

  @Field(() => String, { nullable: true, description: "A supplier's code." })
  readonly supplier?: string | null;

  @Field(() => String, { nullable: true, description: "A buyer's code." })
  readonly buyer?: string | null;

  @Field(() => Decimal, { nullable: true, description: "Above 0. A REVERSAL is of the whole." })
  readonly amount?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "With BUYER_WRITTEN_OFF; default: the settlement asset.",
  })
  readonly asset?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The ref of the one that a REVERSAL takes back, or whose money is explained.",
  })
  readonly of?: string | null;

  @Field(() => DateTime, { description: "When what it books happened." })
  readonly occurredAt!: string;

  @Field(() => String, { nullable: true, description: "What the bank calls it." })
  readonly reference?: string | null;

  @Field(() => String)
  readonly reason!: string;
}

@InputType()
class AdjustmentApproveInput {
  @Field(() => String)
  readonly ref!: string;
}

@InputType()
class AdjustmentRejectInput {
  @Field(() => String)
  readonly ref!: string;

  @Field(() => String)
  readonly reason!: string;
}

@ObjectType()
abstract class AdjustmentPayload extends Payload {
  @Field(() => Adjustment, { nullable: true })
  readonly adjustment: Adjustment | null;

  constructor(userErrors: readonly UserError[], row: AdjustmentRow | undefined) {
    super(userErrors);
    this.adjustment = row === undefined ? null : new Adjustment(row);
  }
}

@ObjectType()
class AdjustmentPostPayload extends AdjustmentPayload {}
@ObjectType()
class AdjustmentApprovePayload extends AdjustmentPayload {}
@ObjectType()
class AdjustmentRejectPayload extends AdjustmentPayload {}

@Resolver()
export class AdjustmentMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => AdjustmentPostPayload, {
    description: "Asks for it: nothing is posted before somebody else approves it.",
  })
  async adjustmentPost(
    @Arg("input", () => AdjustmentPostInput) input: AdjustmentPostInput,
    @Ctx() context: Context,
  ): Promise<AdjustmentPostPayload> {
    const { done, userErrors } = await write(context, () =>
      proposeAdjustment(context.network, input, Date.now()),
    );
    return new AdjustmentPostPayload(userErrors, done?.adjustment);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => AdjustmentApprovePayload, {
    description: "By somebody else than who asked for it; it is posted.",
  })
  async adjustmentApprove(
    @Arg("input", () => AdjustmentApproveInput) { ref }: AdjustmentApproveInput,
    @Ctx() context: Context,
  ): Promise<AdjustmentApprovePayload> {
    const { done, userErrors } = await write(context, () =>
      approveAdjustment(context.network, ref),
    );
    return new AdjustmentApprovePayload(userErrors, done?.adjustment);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => AdjustmentRejectPayload, {
    description: "Nothing is posted of it; also by who asked for it.",
  })
  async adjustmentReject(
    @Arg("input", () => AdjustmentRejectInput) { ref, reason }: AdjustmentRejectInput,
    @Ctx() context: Context,
  ): Promise<AdjustmentRejectPayload> {
    const { done, userErrors } = await write(context, () =>
      rejectAdjustment(context.network, ref, reason, Date.now()),
    );
    return new AdjustmentRejectPayload(userErrors, done?.adjustment);
  }
}
