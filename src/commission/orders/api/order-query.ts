// Looking up orders and settlements by ref, and orders by pages.
import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { Access, ANYONE, reachOf } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { pageSales, type SalesFilter, type SaleView } from "../store/read-sales.ts";
import { ORDERS, Order, OrderConnection } from "./order.ts";
import { Refund, visibleRefund } from "./refund.ts";
import { Settlement } from "./settlement.ts";

const NULL = "Null if there is none, or none that you may see.";

@Resolver()
export class OrderQuery {
  @Access(...ANYONE)
  @Query(() => Order, { nullable: true, description: NULL })
  async order(
    @Arg("ref", () => String) ref: string,
    @Ctx() context: Context,
  ): Promise<Order | null> {
    const view = await findVisible(context, ref);
    return view === undefined ? null : new Order(view);
  }

  @Access(...ANYONE)
  @Query(() => Settlement, { nullable: true, description: NULL })
  async settlement(
    @Arg("ref", () => String, { description: "The order's ref." }) ref: string,
    @Ctx() context: Context,
  ): Promise<Settlement | null> {
    const view = await findVisible(context, ref);
    return view === undefined ? null : new Settlement(view);
  }

  @Access(...ANYONE)
  @Query(() => Refund, { nullable: true, description: NULL })
  async refund(
    @Arg("ref", () => String, { description: "The refund's own ref." }) ref: string,
    @Ctx() context: Context,
  ): Promise<Refund | null> {
    return visibleRefund(context, await context.loaders.refundsByRef.load(ref));
  }

  @Access(...ANYONE)
  @Query(() => OrderConnection, {
    description:
      "In the order of the stream. A distributor sees what it sold, a supplier what it supplied.",
  })
  async orders(
    @Arg("seller", () => String, { nullable: true, description: "Only of the one with that code." })
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
  const view = await context.loaders.salesByRef.load(ref);
  return view !== undefined && (await reachOf(context)).seesSale(view) ? view : undefined;
}

// Null where the seller is not there, or is not one whose orders the viewer sees.
async function filterOf(context: Context, seller: string | null): Promise<SalesFilter | null> {
  const { distributor, supplier } = await reachOf(context);
  const own = { sellerId: distributor?.id, supplierId: supplier?.id };
  if (seller == null) return own;
  const sellerId = (await context.loaders.distributorsByCode.load(seller))?.id;
  if (sellerId === undefined || supplier !== undefined) return null;
  return own.sellerId === undefined || own.sellerId === sellerId ? { sellerId } : null;
}
