// The steps of an adjustment: one staff member proposes it, a different one approves it, or it is rejected.
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
  description: "An adjustment to propose. Give exactly the fields that its template needs.",
})
class AdjustmentPostInput {
  @Field(() => String, {
    description: "Unique among the adjustments; it becomes the adjustment's ref.",
  })
  readonly idempotencyKey!: string;

  @Field(() => AdjustmentTemplateEnum, {
    description: "The template that determines the accounts.",
  })
  readonly template!: Template;

  @Field(() => String, {
    nullable: true,
    description: "The code of the distributor, for templates that concern one.",
  })
  readonly distributor?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The code of the supplier, for templates that concern one.",
  })
  readonly supplier?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The code of the buyer, for templates that concern one.",
  })
  readonly buyer?: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description:
      "The amount, above 0. Leave it out for a REVERSAL, which always reverses the whole amount.",
  })
  readonly amount?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "For BUYER_WRITTEN_OFF only: the code of the asset. Default: the settlement asset.",
  })
  readonly asset?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The ref of the adjustment that a REVERSAL reverses, or whose suspense money is explained.",
  })
  readonly of?: string | null;

  @Field(() => DateTime, { description: "When the corrected event happened." })
  readonly occurredAt!: string;

  @Field(() => String, {
    nullable: true,
    description: "The bank's reference, for templates that move custody.",
  })
  readonly reference?: string | null;

  @Field(() => String, { description: "Why the adjustment is needed. It is stored in the ledger." })
  readonly reason!: string;
}

@InputType()
class AdjustmentApproveInput {
  @Field(() => String, { description: "The ref of the adjustment." })
  readonly ref!: string;
}

@InputType()
class AdjustmentRejectInput {
  @Field(() => String, { description: "The ref of the adjustment." })
  readonly ref!: string;

  @Field(() => String, {
    description: "Why the adjustment is rejected. It is stored in the ledger.",
  })
  readonly reason!: string;
}

@ObjectType()
abstract class AdjustmentPayload extends Payload {
  @Field(() => Adjustment, {
    nullable: true,
    description: "The adjustment after this step. Null if the step was rejected.",
  })
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
    description:
      "Proposes an adjustment. It is posted only after a different staff member approves it. For ADMIN and FINANCE. Safe to repeat: idempotencyKey is the key.",
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
    description:
      "Approves a proposed adjustment and posts it. For ADMIN and FINANCE, but not the person who proposed it. Safe to repeat: approving it again changes nothing.",
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
    description:
      "Rejects a proposed adjustment; nothing is posted. For ADMIN and FINANCE, also the person who proposed it. Safe to repeat with the same reason.",
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
