// Settles orders: one, or a list of up to 1,000 in which each order is settled or rejected separately.

import { Arg, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import { Refusal } from "../../../kernel/errors.ts";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Payload, UserError } from "../../../platform/graphql/user-error.ts";
import type { Outcome } from "../lane/batch.ts";
import { salesLoader } from "./loaders.ts";
import { Order } from "./order.ts";
import { OrderSettleInput, OrdersSettleInput } from "./order-input.ts";
import { OutcomeEnum } from "./outcome.ts";
import { settleOrders } from "./settle-orders.ts";
import { Settlement } from "./settlement.ts";

/** The maximum number of orders in one mutation. */
const MAX_ORDERS = 1_000;

@ObjectType({ description: "The result for one order." })
class OrderResult extends Payload {
  readonly seq: number | undefined;

  @Field(() => String, { description: "The order's ref as it was sent." })
  readonly ref: string;

  @Field(() => OutcomeEnum, { description: "Whether the order was settled, repeated or refused." })
  readonly outcome: Outcome["status"];

  constructor(outcome: Outcome) {
    super(outcome.status === "REFUSED" ? [new UserError(outcome.refusal)] : []);
    this.ref = outcome.ref;
    this.outcome = outcome.status;
    this.seq = outcome.status === "REFUSED" ? undefined : outcome.seq;
  }
}

@ObjectType()
class OrderSettlePayload extends OrderResult {}

@ObjectType()
class OrdersSettlePayload extends Payload {
  @Field(() => [OrderResult], {
    description: "One result for each order, in the order of the input.",
  })
  readonly results: readonly OrderResult[];

  constructor(userErrors: readonly UserError[], results: readonly OrderResult[]) {
    super(userErrors);
    this.results = results;
  }
}

@Resolver(() => OrderResult)
export class OrderResultFields {
  @FieldResolver(() => Order, { nullable: true, description: "The order. Null if it was refused." })
  async order(@Root() { seq }: OrderResult, @Ctx() { loaders }: Context): Promise<Order | null> {
    return seq === undefined ? null : new Order((await loaders.of(salesLoader).load(seq))!);
  }

  @FieldResolver(() => Settlement, {
    nullable: true,
    description: "The settlement of the order. Null if it was refused.",
  })
  async settlement(
    @Root() { seq }: OrderResult,
    @Ctx() { loaders }: Context,
  ): Promise<Settlement | null> {
    return seq === undefined ? null : new Settlement((await loaders.of(salesLoader).load(seq))!);
  }
}

@Resolver()
export class OrderMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => OrderSettlePayload, {
    description:
      "Settles one order: splits the sale and posts it to the ledger. For ADMIN and FINANCE. Safe to repeat: the ref is the idempotency key. The same order again returns the existing settlement; another order with the same ref is rejected with CONFLICT.",
  })
  async orderSettle(
    @Arg("input", () => OrderSettleInput) input: OrderSettleInput,
    @Ctx() context: Context,
  ): Promise<OrderSettlePayload> {
    const [outcome] = await settleOrders(context, [input]);
    return new OrderSettlePayload(outcome!);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => OrdersSettlePayload, {
    description:
      "Settles up to 1,000 orders one after another. Each order is settled or refused separately; the payload's `userErrors` lists the errors of all orders. For ADMIN and FINANCE. Safe to repeat: each order's ref is its idempotency key.",
  })
  async ordersSettle(
    @Arg("input", () => OrdersSettleInput) { orders }: OrdersSettleInput,
    @Ctx() context: Context,
  ): Promise<OrdersSettlePayload> {
    if (orders.length > MAX_ORDERS) return new OrdersSettlePayload([tooMany(orders.length)], []);
    const outcomes = await settleOrders(context, orders);
    const faults = outcomes.flatMap((outcome, index) =>
      outcome.status === "REFUSED" ? new UserError(outcome.refusal, `orders[${index}]`) : [],
    );
    return new OrdersSettlePayload(
      faults,
      outcomes.map((outcome) => new OrderResult(outcome)),
    );
  }
}

function tooMany(count: number): UserError {
  const why = `${count} orders were given, at most ${MAX_ORDERS} are allowed`;
  return new UserError(new Refusal("INVALID", `orders: ${why}`, "orders"));
}
