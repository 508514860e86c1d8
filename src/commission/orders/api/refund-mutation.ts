// Refunds an order in part or in full.

import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from "type-graphql";
import { transactionsLoader } from "../../../books/api/loaders.ts";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { attempt, Payload, UserError } from "../../../platform/graphql/user-error.ts";
import type { Outcome } from "../lane/batch.ts";
import { lanes } from "../lane/service.ts";
import { parseRefund } from "../store/intake.ts";
import { refundsLoader, salesByRefLoader } from "./loaders.ts";
import { Order } from "./order.ts";
import { OutcomeEnum } from "./outcome.ts";
import { Refund } from "./refund.ts";

@InputType({ description: "A refund of an order." })
class OrderRefundInput {
  @Field(() => String, {
    description: "Unique among the refunds of the network; the idempotency key.",
  })
  readonly ref!: string;

  @Field(() => String, { description: "The ref of the order to refund." })
  readonly orderRef!: string;

  @Field(() => DateTime, { description: "When the refund happened." })
  readonly occurredAt!: string;

  @Field(() => BigInteger, {
    description:
      "The number of units to refund. All refunds of an order together may not exceed its quantity.",
  })
  readonly quantity!: string;
}

@ObjectType()
class OrderRefundPayload extends Payload {
  readonly seq: number | undefined;
  readonly orderRef: string;

  @Field(() => String, { description: "The refund's ref as it was sent." })
  readonly ref: string;

  @Field(() => OutcomeEnum, { description: "Whether the refund was posted, repeated or refused." })
  readonly outcome: Outcome["status"];

  constructor(
    input: OrderRefundInput,
    seq: number | undefined,
    outcome: Outcome["status"],
    faults: readonly UserError[],
  ) {
    super(faults);
    this.ref = input.ref;
    this.orderRef = input.orderRef;
    this.seq = seq;
    this.outcome = outcome;
  }
}

@Resolver(() => OrderRefundPayload)
export class OrderRefundFields {
  @FieldResolver(() => Refund, {
    nullable: true,
    description: "The refund. Null if it was refused.",
  })
  async refund(
    @Root() { seq }: OrderRefundPayload,
    @Ctx() { loaders }: Context,
  ): Promise<Refund | null> {
    return seq === undefined ? null : new Refund((await loaders.of(refundsLoader).load(seq))!);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "The ledger transaction of the refund. Null if it was refused.",
  })
  async transaction(
    @Root() { seq }: OrderRefundPayload,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction | null> {
    return seq === undefined
      ? null
      : new LedgerTransaction((await loaders.of(transactionsLoader).load(seq))!);
  }

  @FieldResolver(() => Order, {
    nullable: true,
    description: "The refunded order. Null if the refund was refused.",
  })
  async order(
    @Root() { seq, orderRef }: OrderRefundPayload,
    @Ctx() { loaders }: Context,
  ): Promise<Order | null> {
    return seq === undefined
      ? null
      : new Order((await loaders.of(salesByRefLoader).load(orderRef))!);
  }
}

@Resolver()
export class RefundMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => OrderRefundPayload, {
    description:
      "Refunds an order in part or in full. The recipients of the original settlement give back their parts; later changes of tree, tiers or plans do not matter. For ADMIN and FINANCE. Safe to repeat: the ref is the idempotency key.",
  })
  async orderRefund(
    @Arg("input", () => OrderRefundInput) input: OrderRefundInput,
    @Ctx() { services, network, loaders }: Context,
  ): Promise<OrderRefundPayload> {
    const { done, userErrors } = await attempt(() =>
      services
        .get(lanes)
        .of(network)
        .submit([parseRefund(input)]),
    );
    loaders.forget();
    const outcome = done?.[0];
    if (outcome === undefined)
      return new OrderRefundPayload(input, undefined, "REFUSED", userErrors);
    if (outcome.status !== "REFUSED")
      return new OrderRefundPayload(input, outcome.seq, outcome.status, []);
    const faults = [new UserError(outcome.refusal)];
    return new OrderRefundPayload(input, undefined, "REFUSED", faults);
  }
}
