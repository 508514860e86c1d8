// Payouts step by step: asked for and called off by the payee or the staff, decided by the staff.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Refusal } from "../../../kernel/errors.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { Access, BOOKKEEPERS, reachOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime, Decimal } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import type { PayoutRow } from "../store/payout-row.ts";
import { approvePayout, cancelPayout, confirmPayout, failPayout } from "../store/payout-step.ts";
import { requestPayout } from "../store/request-payout.ts";
import { Payout } from "./payout.ts";

@InputType({ description: "The same again does nothing." })
class PayoutRequestInput {
  @Field(() => String, { description: "Unique among the payouts; its ref from then on." })
  readonly idempotencyKey!: string;

  @Field(() => String, {
    nullable: true,
    description: "The code of whom to pay. A distributor asks for itself, and need not say so.",
  })
  readonly distributor?: string | null;

  @Field(() => String, { nullable: true, description: "Or the code of the supplier to pay." })
  readonly supplier?: string | null;

  @Field(() => Decimal, { description: "Not below the terms' minimum, not above what there is." })
  readonly amount!: string;
}

@InputType()
class PayoutApproveInput {
  @Field(() => String)
  readonly ref!: string;

  @Field(() => Decimal, {
    nullable: true,
    description: "What the approver saw: refused where another tax would be withheld by now.",
  })
  readonly tax?: string | null;
}

@InputType()
class PayoutConfirmInput {
  @Field(() => String)
  readonly ref!: string;

  @Field(() => String, { description: "What the bank calls it." })
  readonly reference!: string;

  @Field(() => DateTime, { description: "When the bank paid." })
  readonly occurredAt!: string;
}

@InputType()
class PayoutFailInput {
  @Field(() => String)
  readonly ref!: string;

  @Field(() => String, { description: "Why the bank did not pay; it is kept." })
  readonly reason!: string;
}

@InputType()
class PayoutCancelInput {
  @Field(() => String)
  readonly ref!: string;
}

@ObjectType()
abstract class PayoutPayload extends Payload {
  @Field(() => Payout, { nullable: true })
  readonly payout: Payout | null;

  constructor(userErrors: readonly UserError[], row: PayoutRow | undefined) {
    super(userErrors);
    this.payout = row === undefined ? null : new Payout(row);
  }
}

@ObjectType()
class PayoutRequestPayload extends PayoutPayload {}
@ObjectType()
class PayoutApprovePayload extends PayoutPayload {}
@ObjectType()
class PayoutConfirmPayload extends PayoutPayload {}
@ObjectType()
class PayoutFailPayload extends PayoutPayload {}
@ObjectType()
class PayoutCancelPayload extends PayoutPayload {}

@Resolver()
export class PayoutMutation {
  @Access(...BOOKKEEPERS, "DISTRIBUTOR")
  @Mutation(() => PayoutRequestPayload, { description: "What is asked for is held at once." })
  async payoutRequest(
    @Arg("input", () => PayoutRequestInput) input: PayoutRequestInput,
    @Ctx() context: Context,
  ): Promise<PayoutRequestPayload> {
    const { done, userErrors } = await write(context, async () => {
      const payee = await payeeOf(context, input);
      return requestPayout(context.network, { ...input, ...payee }, Date.now());
    });
    return new PayoutRequestPayload(userErrors, done);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => PayoutApprovePayload, {
    description: "By somebody else than who of the staff asked for it.",
  })
  async payoutApprove(
    @Arg("input", () => PayoutApproveInput) { ref, tax }: PayoutApproveInput,
    @Ctx() context: Context,
  ): Promise<PayoutApprovePayload> {
    const { done, userErrors } = await write(context, () =>
      approvePayout(context.network, ref, Date.now(), tax),
    );
    return new PayoutApprovePayload(userErrors, done?.payout);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => PayoutConfirmPayload, { description: "The bank has paid it." })
  async payoutConfirm(
    @Arg("input", () => PayoutConfirmInput) { ref, reference, occurredAt }: PayoutConfirmInput,
    @Ctx() context: Context,
  ): Promise<PayoutConfirmPayload> {
    const { done, userErrors } = await write(context, async () =>
      confirmPayout(context.network, ref, reference, parseInstant(occurredAt, "occurredAt")),
    );
    return new PayoutConfirmPayload(userErrors, done?.payout);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => PayoutFailPayload, {
    description: "The bank has not paid it: it is there again, less what pays a debt.",
  })
  async payoutFail(
    @Arg("input", () => PayoutFailInput) { ref, reason }: PayoutFailInput,
    @Ctx() context: Context,
  ): Promise<PayoutFailPayload> {
    const { done, userErrors } = await write(context, () =>
      failPayout(context.network, ref, reason, Date.now()),
    );
    return new PayoutFailPayload(userErrors, done?.payout);
  }

  @Access(...BOOKKEEPERS, "DISTRIBUTOR")
  @Mutation(() => PayoutCancelPayload, { description: "Until it is sent to the bank." })
  async payoutCancel(
    @Arg("input", () => PayoutCancelInput) { ref }: PayoutCancelInput,
    @Ctx() context: Context,
  ): Promise<PayoutCancelPayload> {
    const { done, userErrors } = await write(context, async () => {
      const reach = await reachOf(context);
      return cancelPayout(context.network, ref, Date.now(), (row) => {
        if (Payout.of(row, reach) === null) throw notFound(ref);
      });
    });
    return new PayoutCancelPayload(userErrors, done?.payout);
  }
}

// As of one that is not there: others' payouts are nobody's to know of.
function notFound(ref: string): Refusal {
  return new Refusal("NOT_FOUND", `ref: no payout ${JSON.stringify(ref.slice(0, 70))}`, "ref");
}

/** Whom a request pays: a distributor only itself. */
async function payeeOf(context: Context, input: PayoutRequestInput) {
  const { distributor: self } = await reachOf(context);
  if (self === undefined) return { distributor: input.distributor, supplier: input.supplier };
  const isOwn = input.supplier == null && (input.distributor ?? self.code) === self.code;
  if (isOwn) return { distributor: self.code };
  throw new Refusal("FORBIDDEN", "distributor: you may ask for yourself only", "distributor");
}
