// The order inputs of the API. The GraphQL types check the JSON types; order parsing checks the values.
import { Field, InputType } from "type-graphql";
import { BigInteger, DateTime, Decimal } from "../../../platform/graphql/scalars.ts";
import type { Payment } from "../../engine/order.ts";
import { PaymentEnum } from "./sale.ts";

@InputType({ description: "An order to settle." })
export class OrderSettleInput {
  @Field(() => String, {
    description: "Unique among the orders of the network; the idempotency key.",
  })
  readonly ref!: string;

  @Field(() => DateTime, {
    description: "When the sale happened. It selects the plan and the ladder in force.",
  })
  readonly occurredAt!: string;

  @Field(() => String, { description: "The code of the distributor that made the sale." })
  readonly seller!: string;

  @Field(() => String, { description: "The code of the product." })
  readonly product!: string;

  @Field(() => BigInteger, { description: "The number of units, from 1 to 1,000,000,000." })
  readonly quantity!: string;

  @Field(() => Decimal, { description: "The price per unit that the buyer paid, above 0." })
  readonly unitPrice!: string;

  @Field(() => Decimal, {
    nullable: true,
    description:
      "The price per unit that is owed to the supplier, 0 or above. Default: the product's supply price.",
  })
  readonly supplyPrice?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A code that you choose for the buyer. Needed for cashback.",
  })
  readonly buyer?: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: "The fee of the payment channel for the whole order, 0 or above. Default: 0.",
  })
  readonly channelFee?: string | null;

  @Field(() => PaymentEnum, {
    nullable: true,
    description: "How the order was paid. Default: CHANNEL.",
  })
  readonly payment?: Payment | null;
}

@InputType()
export class OrdersSettleInput {
  @Field(() => [OrderSettleInput], {
    description: "At most 1,000 orders. They are settled in this order.",
  })
  readonly orders!: OrderSettleInput[];
}
