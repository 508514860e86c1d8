// The fields that Order and Settlement share, and which roles may see each of them.

import { Ctx, Field, ObjectType } from "type-graphql";
import { productsLoader, suppliersLoader } from "../../../catalog/api/loaders.ts";
import { Product } from "../../../catalog/api/product.ts";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsLoader } from "../../../network/api/loaders.ts";
import { Access, STAFF, scopeOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { PAYMENTS, type Payment } from "../../engine/order.ts";
import type { SaleView } from "../store/sale-view.ts";

export const PaymentEnum = enumOf("Payment", "How an order was paid.", PAYMENTS, {
  CHANNEL: "The buyer paid through a payment channel into custody.",
  DEPOSIT: "Paid from the seller's prepaid deposit (预存款).",
});

@ObjectType()
export abstract class Sale {
  readonly view: SaleView;

  @Field(() => String, { description: "The order's ref, unique among the orders of the network." })
  readonly ref: string;

  @Field(() => DateTime, { description: "When the sale happened." })
  readonly occurredAt: number;

  @Field(() => BigInteger, { description: "The number of units." })
  readonly quantity: number;

  constructor(view: SaleView) {
    this.view = view;
    this.ref = view.ref;
    this.occurredAt = view.occurredAt;
    this.quantity = view.quantity;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Distributor, {
    nullable: true,
    description: "The distributor that made the sale. Not visible to suppliers.",
  })
  async seller(@Ctx() { loaders }: Context): Promise<Distributor | null> {
    return Distributor.of(await loaders.of(distributorsLoader).load(this.view.sellerId));
  }

  @Field(() => Product, { description: "The product that was sold." })
  async product(@Ctx() { loaders }: Context): Promise<Product | null> {
    return Product.of(await loaders.of(productsLoader).load(this.view.productId));
  }

  @Access(...STAFF, "SUPPLIER")
  @Field(() => Supplier, {
    nullable: true,
    description: "The supplier of the product. Not visible to distributors.",
  })
  async supplier(@Ctx() { loaders }: Context): Promise<Supplier | null> {
    return Supplier.of(await loaders.of(suppliersLoader).load(this.view.supplierId));
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => String, {
    nullable: true,
    description:
      "The buyer's code. Null if the order names none. A distributor sees only its own buyers.",
  })
  async buyer(@Ctx() context: Context): Promise<string | null> {
    return (await scopeOf(context)).sells(this.view) ? this.view.buyer : null;
  }

  // A supplier knows its supply price; with the unit price it could compute the platform's margin.
  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Money, {
    nullable: true,
    description: "The price per unit that the buyer paid. Not visible to suppliers.",
  })
  unitPrice(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.unitPriceMinor);
  }

  @Access(...STAFF, "SUPPLIER")
  @Field(() => Money, {
    nullable: true,
    description:
      "The price per unit that the platform owes to the supplier. Not visible to distributors.",
  })
  supplyPrice(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.supplyPriceMinor);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Money, {
    nullable: true,
    description: "The fee of the payment channel for the whole order. Not visible to suppliers.",
  })
  channelFee(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.channelFeeMinor);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => PaymentEnum, {
    nullable: true,
    description: "How the order was paid. Not visible to suppliers.",
  })
  payment(): Payment {
    return this.view.payment;
  }
}
