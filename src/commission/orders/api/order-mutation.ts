// Settling orders: one, or up to a thousand of which each is taken or refused by itself.
import { Arg, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import { Refusal } from "../../../kernel/errors.ts";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Payload, UserError } from "../../../platform/graphql/user-error.ts";
import type { Outcome } from "../lane/batch.ts";
import { Order } from "./order.ts";
import { OrderSettleInput, OrdersSettleInput } from "./order-input.ts";
import { OutcomeEnum } from "./outcome.ts";
import { settleOrders } from "./settle-orders.ts";
import { Settlement } from "./settlement.ts";

/** Orders of one mutation at most. */
const MAX_ORDERS = 1_000;

@ObjectType({ description: "What became of one order." })
class OrderResult extends Payload {
  readonly seq: number | undefined;

  @Field(() => String, { description: "The order's ref, as it was sent." })
  readonly ref: string;

  @Field(() => OutcomeEnum)
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
  @Field(() => [OrderResult], { description: "One for each order, in the same order." })
  readonly results: readonly OrderResult[];

  constructor(userErrors: readonly UserError[], results: readonly OrderResult[]) {
    super(userErrors);
    this.results = results;
  }
}

@Resolver(() => OrderResult)
export class OrderResultFields {
  @FieldResolver(() => Order, { nullable: true })
  async order(@Root() { seq }: OrderResult, @Ctx() { loaders }: Context): Promise<Order | null> {
    return seq === undefined ? null : new Order((await loaders.sales.load(seq))!);
  }

  @FieldResolver(() => Settlement, { nullable: true })
  async settlement(
    @Root() { seq }: OrderResult,
    @Ctx() { loaders }: Context,
  ): Promise<Settlement | null> {
    return seq === undefined ? null : new Settlement((await loaders.sales.load(seq))!);
  }
}

@Resolver()
export class OrderMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => OrderSettlePayload)
  async orderSettle(
    @Arg("input", () => OrderSettleInput) input: OrderSettleInput,
    @Ctx() context: Context,
  ): Promise<OrderSettlePayload> {
    const [outcome] = await settleOrders(context, [input]);
    return new OrderSettlePayload(outcome!);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => OrdersSettlePayload, {
    description: "Each order is taken or refused by itself; `userErrors` has the faults of all.",
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
  const why = `${count} are more than ${MAX_ORDERS}`;
  return new UserError(new Refusal("INVALID", `orders: ${why}`, "orders"));
}
