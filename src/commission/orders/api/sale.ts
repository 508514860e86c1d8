// What an order and its settlement have in common, and who may see which part of it.
import { Ctx, Field, ObjectType } from "type-graphql";
import { Product } from "../../../catalog/api/product.ts";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, reachOf, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { PAYMENTS, type Payment } from "../../engine/order.ts";
import type { SaleView } from "../store/read-sales.ts";

export const PaymentEnum = enumOf("Payment", "Where the buyer's money came from.", PAYMENTS);

@ObjectType()
export abstract class Sale {
  readonly view: SaleView;

  @Field(() => String, { description: "The order's ref." })
  readonly ref: string;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => BigInteger)
  readonly quantity: number;

  constructor(view: SaleView) {
    this.view = view;
    this.ref = view.ref;
    this.occurredAt = view.occurredAt;
    this.quantity = view.quantity;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Distributor, { nullable: true })
  async seller(@Ctx() { loaders }: Context): Promise<Distributor | null> {
    return Distributor.of(await loaders.distributors.load(this.view.sellerId));
  }

  @Field(() => Product)
  async product(@Ctx() { loaders }: Context): Promise<Product | null> {
    return Product.of(await loaders.products.load(this.view.productId));
  }

  @Access(...STAFF, "SUPPLIER")
  @Field(() => Supplier, { nullable: true })
  async supplier(@Ctx() { loaders }: Context): Promise<Supplier | null> {
    return Supplier.of(await loaders.suppliers.load(this.view.supplierId));
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => String, { nullable: true, description: "A distributor sees its own buyers only." })
  async buyer(@Ctx() context: Context): Promise<string | null> {
    return (await reachOf(context)).sells(this.view) ? this.view.buyer : null;
  }

  // With what it is paid itself, a supplier could work out the margin from what the buyer paid.
  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Money, { nullable: true, description: "What the buyer paid for a unit." })
  unitPrice(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.unitPriceMinor);
  }

  @Access(...STAFF, "SUPPLIER")
  @Field(() => Money, { nullable: true, description: "What the supplier is owed for a unit." })
  supplyPrice(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.supplyPriceMinor);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Money, { nullable: true, description: "What the payment channel takes." })
  channelFee(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.channelFeeMinor);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => PaymentEnum, { nullable: true })
  payment(): Payment {
    return this.view.payment;
  }
}
