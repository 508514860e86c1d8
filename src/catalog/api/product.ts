// The Product type of the API.

import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { List } from "../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../platform/graphql/money.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";
import type { ProductView } from "../store/read-goods.ts";
import { suppliersLoader } from "./loaders.ts";
import { isText, Supplier } from "./supplier.ts";

@ObjectType({ implements: Node, description: "A product of the catalogue." })
export class Product implements Node {
  readonly view: ProductView;
  readonly id: string;

  @Field(() => String, {
    description: "Unique in the network: 1 to 64 ASCII letters, digits, `-`, `_` and `.`.",
  })
  readonly code: string;

  @Field(() => String, { description: "The display name." })
  readonly name: string;

  @Field(() => String, {
    description: "The category that plan rules can match, such as game-card.",
  })
  readonly category: string;

  constructor(view: ProductView) {
    this.view = view;
    this.id = globalId("Product", view.id);
    this.code = view.code;
    this.name = view.name;
    this.category = view.category;
  }

  /** Null if there is no such product. */
  static of(view: ProductView | undefined): Product | null {
    return view === undefined ? null : new Product(view);
  }
}

export const ProductConnection = connectionOf<Product>("Product", () => Product);
export const PRODUCTS = new List<string>("products", isText);

@Resolver(() => Product)
export class ProductFields {
  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The supplier of the product. Not visible to distributors.",
  })
  async supplier(@Root() { view }: Product, @Ctx() { loaders }: Context): Promise<Supplier | null> {
    return Supplier.of(await loaders.of(suppliersLoader).load(view.supplierId));
  }

  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Money, {
    nullable: true,
    description:
      "The default price per unit that the platform pays to the supplier. Not visible to distributors.",
  })
  supplyPrice(@Root() { view }: Product, @Ctx() context: Context): Money {
    return settlementMoney(context, view.supplyPriceMinor);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: "The recommended selling price per unit. Null if none is set.",
  })
  listPrice(@Root() { view }: Product, @Ctx() context: Context): Money | null {
    const { listPriceMinor } = view;
    return listPriceMinor === null ? null : settlementMoney(context, listPriceMinor);
  }
}
