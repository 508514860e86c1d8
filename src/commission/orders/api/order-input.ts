// Orders as the API takes them: the types judge the JSON, the lane's intake judges the values.
import { Field, InputType } from "type-graphql";
import { BigInteger, DateTime, Decimal } from "../../../platform/graphql/scalars.ts";
import type { Payment } from "../../engine/order.ts";
import { PaymentEnum } from "./sale.ts";

@InputType({ description: "An order; its ref is the key, and the same order again does nothing." })
export class OrderSettleInput {
  @Field(() => String, { description: "Unique among the network's orders." })
  readonly ref!: string;

  @Field(() => DateTime)
  readonly occurredAt!: string;

  @Field(() => String, { description: "A distributor's code." })
  readonly seller!: string;

  @Field(() => String, { description: "A product's code." })
  readonly product!: string;

  @Field(() => BigInteger, { description: "From 1 to 1,000,000,000." })
  readonly quantity!: string;

  @Field(() => Decimal, { description: "Above 0." })
  readonly unitPrice!: string;

  @Field(() => Decimal, { nullable: true, description: "Default: the product's." })
  readonly supplyPrice?: string | null;

  @Field(() => String, { nullable: true, description: "A code of the platform's own." })
  readonly buyer?: string | null;

  @Field(() => Decimal, { nullable: true, description: "Default: 0." })
  readonly channelFee?: string | null;

  @Field(() => PaymentEnum, { nullable: true, description: "Default: CHANNEL." })
  readonly payment?: Payment | null;
}

@InputType()
export class OrdersSettleInput {
  @Field(() => [OrderSettleInput], { description: "At most 1,000, settled in this order." })
  readonly orders!: OrderSettleInput[];
}
