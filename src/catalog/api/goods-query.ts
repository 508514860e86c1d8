// Looks up products and suppliers. A supplier sees itself and its own products.

import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { Access, ANYONE, STAFF, scopeOf } from "../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { pageProducts, pageSuppliers } from "../store/read-goods.ts";
import { productsByCodeLoader, suppliersByCodeLoader } from "./loaders.ts";
import { PRODUCTS, Product, ProductConnection } from "./product.ts";
import { SUPPLIERS, Supplier, SupplierConnection } from "./supplier.ts";

@Resolver()
export class GoodsQuery {
  @Access(...STAFF, "SUPPLIER")
  @Query(() => Supplier, {
    nullable: true,
    description: "The supplier with this code. Null if it does not exist or you may not see it.",
  })
  async supplier(
    @Arg("code", () => String) code: string,
    @Ctx() context: Context,
  ): Promise<Supplier | null> {
    const view = await context.loaders.of(suppliersByCodeLoader).load(code);
    if (view === undefined || !(await scopeOf(context)).seesSupplier(view.id)) return null;
    return new Supplier(view);
  }

  @Access(...STAFF)
  @Query(() => SupplierConnection, { description: "All suppliers, ordered by code." })
  async suppliers(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Supplier>> {
    const page = SUPPLIERS.page(args);
    const rows = await context.network.read((tx) => pageSuppliers(tx, page));
    return SUPPLIERS.connect(
      rows,
      page,
      ({ code }) => code,
      (view) => new Supplier(view),
    );
  }

  @Access(...ANYONE)
  @Query(() => Product, {
    nullable: true,
    description: "The product with this code. Null if it does not exist or you may not see it.",
  })
  async product(
    @Arg("code", () => String) code: string,
    @Ctx() context: Context,
  ): Promise<Product | null> {
    const view = await context.loaders.of(productsByCodeLoader).load(code);
    if (view === undefined || !(await scopeOf(context)).seesSupplier(view.supplierId)) return null;
    return new Product(view);
  }

  @Access(...ANYONE)
  @Query(() => ProductConnection, {
    description:
      "The products that you may see, ordered by code. A supplier sees its own products.",
  })
  async products(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Product>> {
    const page = PRODUCTS.page(args);
    const { supplier } = await scopeOf(context);
    const rows = await context.network.read((tx) => pageProducts(tx, supplier?.id, page));
    return PRODUCTS.connect(
      rows,
      page,
      ({ code }) => code,
      (view) => new Product(view),
    );
  }
}
