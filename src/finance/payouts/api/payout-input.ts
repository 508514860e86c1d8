// The inputs of the steps of a payout.
import { Field, InputType } from "type-graphql";
import { DateTime, Decimal } from "../../../platform/graphql/scalars.ts";

@InputType({ description: "A payout to request. Give the payee as distributor or supplier." })
export class PayoutRequestInput {
  @Field(() => String, { description: "Unique among the payouts; it becomes the payout's ref." })
  readonly idempotencyKey!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The code of the distributor to pay. A distributor may leave it out; it can request payouts only for itself.",
  })
  readonly distributor?: string | null;

  @Field(() => String, { nullable: true, description: "The code of the supplier to pay." })
  readonly supplier?: string | null;

  @Field(() => Decimal, {
    description:
      "The amount before fee and tax: at least the minimum of the payout terms, at most the payee's available balance.",
  })
  readonly amount!: string;
}

@InputType()
export class PayoutApproveInput {
  @Field(() => String, { description: "The ref of the payout." })
  readonly ref!: string;

  @Field(() => Decimal, {
    nullable: true,
    description:
      "The tax that the approver saw. If the tax is different now, the approval is rejected. Leave it out to accept any tax.",
  })
  readonly tax?: string | null;
}

@InputType()
export class PayoutConfirmInput {
  @Field(() => String, { description: "The ref of the payout." })
  readonly ref!: string;

  @Field(() => String, { description: "The bank's reference of the transfer." })
  readonly reference!: string;

  @Field(() => DateTime, { description: "When the bank paid." })
  readonly occurredAt!: string;
}

@InputType()
export class PayoutFailInput {
  @Field(() => String, { description: "The ref of the payout." })
  readonly ref!: string;

  @Field(() => String, { description: "Why the bank did not pay. It is stored in the ledger." })
  readonly reason!: string;
}

@InputType()
export class PayoutCancelInput {
  @Field(() => String, { description: "The ref of the payout." })
  readonly ref!: string;
}
