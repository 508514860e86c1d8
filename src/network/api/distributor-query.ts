// Looking up distributors: one by its code, and the tree by pages.
import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { Access, ANYONE, reachOf, STAFF } from "../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { pageTree } from "../store/read-distributors.ts";
import { Distributor, DistributorConnection, TREE } from "./distributor.ts";

@Resolver()
export class DistributorQuery {
  @Access(...ANYONE)
  @Query(() => Distributor, {
    nullable: true,
    description: "Null if there is none, or none that you may see.",
  })
  async distributor(
    @Arg("code", () => String) code: string,
    @Ctx() context: Context,
  ): Promise<Distributor | null> {
    const view = await context.loaders.distributorsByCode.load(code);
    if (view === undefined || !(await reachOf(context)).seesDistributor(view)) return null;
    return new Distributor(view);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => DistributorConnection, {
    description: "In the order of the tree. A distributor sees itself and its team.",
  })
  async distributors(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Distributor>> {
    const page = TREE.page(args);
    const top = (await reachOf(context)).distributor?.path;
    const rows = await context.network.read((tx) => pageTree(tx, top, page));
    return TREE.connect(
      rows,
      page,
      ({ path }) => path,
      (view) => new Distributor(view),
    );
  }
}
