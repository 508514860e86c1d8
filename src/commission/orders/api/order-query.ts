// Looks up orders, settlements and refunds by ref, and lists orders.

import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { distributorsByCodeLoader } from "../../../network/api/loaders.ts";
import { Access, ANYONE, scopeOf } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { pageSales, type SalesFilter } from "../store/read-sales.ts";
import type { SaleView } from "../store/sale-view.ts";
import { refundsByRefLoader, salesByRefLoader } from "./loaders.ts";
import { ORDERS, Order, OrderConnection } from "./order.ts";
import { Refund, visibleRefund } from "./refund.ts";
import { Settlement } from "./settlement.ts";

@Resolver()
export class OrderQuery {
  @Access(...ANYONE)
  @Query(() => Order, {
    nullable: true,
    description: "The order with this ref. Null if it does not exist or you may not see it.",
  })
  async order(
    @Arg("ref", () => String, { description: "The order's ref." }) ref: string,
    @Ctx() context: Context,
  ): Promise<Order | null> {
    const view = await findVisible(context, ref);
    return view === undefined ? null : new Order(view);
  }

  @Access(...ANYONE)
  @Query(() => Settlement, {
    nullable: true,
    description:
      "The settlement of the order with this ref. Null if it does not exist or you may not see it.",
  })
  async settlement(
    @Arg("ref", () => String, { description: "The order's ref." }) ref: string,
    @Ctx() context: Context,
  ): Promise<Settlement | null> {
    const view = await findVisible(context, ref);
    return view === undefined ? null : new Settlement(view);
  }

  @Access(...ANYONE)
  @Query(() => Refund, {
    nullable: true,
    description: "The refund with this ref. Null if it does not exist or you may not see it.",
  })
  async refund(
    @Arg("ref", () => String, { description: "The refund's own ref." }) ref: string,
    @Ctx() context: Context,
  ): Promise<Refund | null> {
    return visibleRefund(context, await context.loaders.of(refundsByRefLoader).load(ref));
  }

  @Access(...ANYONE)
  @Query(() => OrderConnection, {
    description:
      "Orders by sequence number, oldest first. A distributor sees the orders that it sold, a supplier those of its products.",
  })
  async orders(
    @Arg("seller", () => String, {
      nullable: true,
      description: "Returns only orders of the distributor with this code.",
    })
    seller: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Order>> {
    const page = ORDERS.page(args);
    const filter = await filterOf(context, seller);
    const rows =
      filter === null ? [] : await context.network.read((tx) => pageSales(tx, filter, page));
    return ORDERS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (view) => new Order(view),
    );
  }
}

async function findVisible(context: Context, ref: string): Promise<SaleView | undefined> {
  const view = await context.loaders.of(salesByRefLoader).load(ref);
  return view !== undefined && (await scopeOf(context)).seesSale(view) ? view : undefined;
}

// Null if the seller does not exist or the viewer may not see its orders.
async function filterOf(context: Context, seller: string | null): Promise<SalesFilter | null> {
  const { distributor, supplier } = await scopeOf(context);
  const own = { sellerId: distributor?.id, supplierId: supplier?.id };
  if (seller == null) return own;
  const sellerId = (await context.loaders.of(distributorsByCodeLoader).load(seller))?.id;
  if (sellerId === undefined || supplier !== undefined) return null;
  return own.sellerId === undefined || own.sellerId === sellerId ? { sellerId } : null;
}
