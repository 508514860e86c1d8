// Refunding an order, in part or whole: who got of it gives back.
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
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { attempt, Payload, UserError } from "../../../platform/graphql/user-error.ts";
import type { Outcome } from "../lane/batch.ts";
import { parseRefund } from "../store/intake.ts";
import { Order } from "./order.ts";
import { OutcomeEnum } from "./outcome.ts";
import { Refund } from "./refund.ts";

@InputType({ description: "A refund; its ref is the key, and the same refund again does nothing." })
class OrderRefundInput {
  @Field(() => String, { description: "Unique among the network's refunds." })
  readonly ref!: string;

  @Field(() => String, { description: "The ref of the order that is given back." })
  readonly orderRef!: string;

  @Field(() => DateTime)
  readonly occurredAt!: string;

  @Field(() => BigInteger, { description: "All refunds of an order together at most its own." })
  readonly quantity!: string;
}

@ObjectType()
class OrderRefundPayload extends Payload {
  readonly seq: number | undefined;
  readonly orderRef: string;

  @Field(() => String, { description: "The refund's ref, as it was sent." })
  readonly ref: string;

  @Field(() => OutcomeEnum)
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
  @FieldResolver(() => Refund, { nullable: true, description: "What was given back." })
  async refund(
    @Root() { seq }: OrderRefundPayload,
    @Ctx() { loaders }: Context,
  ): Promise<Refund | null> {
    return seq === undefined ? null : new Refund((await loaders.refunds.load(seq))!);
  }

  @FieldResolver(() => LedgerTransaction, { nullable: true, description: "What was posted." })
  async transaction(
    @Root() { seq }: OrderRefundPayload,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction | null> {
    return seq === undefined
      ? null
      : new LedgerTransaction((await loaders.transactions.load(seq))!);
  }

  @FieldResolver(() => Order, { nullable: true, description: "The order that was given back." })
  async order(
    @Root() { seq, orderRef }: OrderRefundPayload,
    @Ctx() { loaders }: Context,
  ): Promise<Order | null> {
    return seq === undefined ? null : new Order((await loaders.salesByRef.load(orderRef))!);
  }
}

@Resolver()
export class RefundMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => OrderRefundPayload, {
    description: "Those who received give back, whatever the tree, tiers and plans are now.",
  })
  async orderRefund(
    @Arg("input", () => OrderRefundInput) input: OrderRefundInput,
    @Ctx() { lanes, network, loaders }: Context,
  ): Promise<OrderRefundPayload> {
    const { done, userErrors } = await attempt(() =>
      lanes.of(network).submit([parseRefund(input)]),
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
