// The steps of a payout: the payee or staff request and cancel it; staff approve, confirm and fail it.
import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from "type-graphql";
import { Refusal } from "../../../kernel/errors.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { Access, BOOKKEEPERS, scopeOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import type { PayoutRow } from "../store/payout-row.ts";
import { approvePayout, cancelPayout, confirmPayout, failPayout } from "../store/payout-step.ts";
import { requestPayout } from "../store/request-payout.ts";
import { Payout } from "./payout.ts";
import {
  PayoutApproveInput,
  PayoutCancelInput,
  PayoutConfirmInput,
  PayoutFailInput,
  PayoutRequestInput,
} from "./payout-input.ts";

@ObjectType()
abstract class PayoutPayload extends Payload {
  @Field(() => Payout, {
    nullable: true,
    description: "The payout after this step. Null if the step was rejected.",
  })
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
  @Mutation(() => PayoutRequestPayload, {
    description:
      "Requests a payout and holds the amount. For ADMIN and FINANCE, and for a distributor's own earnings. Safe to repeat: idempotencyKey is the key.",
  })
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
    description:
      "Approves a requested payout and fixes its tax. For ADMIN and FINANCE, by a different staff member than the requester. Safe to repeat: approving it again changes nothing.",
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
  @Mutation(() => PayoutConfirmPayload, {
    description:
      "Records that the bank has paid a payout. The payout must be APPROVED or SENT. For ADMIN and FINANCE. Safe to repeat: the same confirmation again changes nothing.",
  })
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
    description:
      "Records that the bank did not pay a payout. The amount goes back to the payee; debts are paid first. The payout must be APPROVED or SENT. For ADMIN and FINANCE. Safe to repeat with the same reason.",
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
  @Mutation(() => PayoutCancelPayload, {
    description:
      "Cancels a payout before it is sent to the bank. The payout must be REQUESTED or APPROVED. The amount goes back to the payee. For ADMIN and FINANCE, and for the distributor that is paid. Safe to repeat: cancelling it again changes nothing.",
  })
  async payoutCancel(
    @Arg("input", () => PayoutCancelInput) { ref }: PayoutCancelInput,
    @Ctx() context: Context,
  ): Promise<PayoutCancelPayload> {
    const { done, userErrors } = await write(context, async () => {
      const scope = await scopeOf(context);
      return cancelPayout(context.network, ref, Date.now(), (row) => {
        if (Payout.of(row, scope) === null) throw notFound(ref);
      });
    });
    return new PayoutCancelPayload(userErrors, done?.payout);
  }
}

// The same refusal as for an unknown ref, so that the payouts of others are not revealed.
function notFound(ref: string): Refusal {
  return new Refusal(
    "NOT_FOUND",
    `ref: payout ${JSON.stringify(ref.slice(0, 70))} does not exist`,
    "ref",
  );
}

/** The payee of a request. A distributor may name only itself. */
async function payeeOf(context: Context, input: PayoutRequestInput) {
  const { distributor: self } = await scopeOf(context);
  if (self === undefined) return { distributor: input.distributor, supplier: input.supplier };
  const isOwn = input.supplier == null && (input.distributor ?? self.code) === self.code;
  if (isOwn) return { distributor: self.code };
  throw new Refusal(
    "FORBIDDEN",
    "distributor: you may request payouts only for yourself",
    "distributor",
  );
}
