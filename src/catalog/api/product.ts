// A product as the API has it.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { List } from "../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../platform/graphql/money.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";
import type { ProductView } from "../store/read-goods.ts";
import { isText, Supplier } from "./supplier.ts";

@ObjectType({ implements: Node, description: "What is sold." })
export class Product implements Node {
  readonly view: ProductView;
  readonly id: string;

  @Field(() => String)
  readonly code: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly category: string;

  constructor(view: ProductView) {
    this.view = view;
    this.id = globalId("Product", view.id);
    this.code = view.code;
    this.name = view.name;
    this.category = view.category;
  }

  /** Null for one that is not there. */
  static of(view: ProductView | undefined): Product | null {
    return view === undefined ? null : new Product(view);
  }
}

export const ProductConnection = connectionOf<Product>("Product", () => Product);
export const PRODUCTS = new List<string>("products", isText);

@Resolver(() => Product)
export class ProductFields {
  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Supplier, { nullable: true })
  async supplier(@Root() { view }: Product, @Ctx() { loaders }: Context): Promise<Supplier | null> {
    return Supplier.of(await loaders.suppliers.load(view.supplierId));
  }

  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Money, { nullable: true, description: "What a unit costs by default." })
  supplyPrice(@Root() { view }: Product, @Ctx() context: Context): Money {
    return settlementMoney(context, view.supplyPriceMinor);
  }

  @FieldResolver(() => Money, { nullable: true, description: "What a unit is meant to sell for." })
  listPrice(@Root() { view }: Product, @Ctx() context: Context): Money | null {
    const { listPriceMinor } = view;
    return listPriceMinor === null ? null : settlementMoney(context, listPriceMinor);
  }
}
