// Looks up a distributor by code, and lists the tree.

import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { Access, ANYONE, STAFF, scopeOf } from "../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { pageTree } from "../store/read-distributors.ts";
import { Distributor, DistributorConnection, TREE } from "./distributor.ts";
import { distributorsByCodeLoader } from "./loaders.ts";

@Resolver()
export class DistributorQuery {
  @Access(...ANYONE)
  @Query(() => Distributor, {
    nullable: true,
    description: "The distributor with this code. Null if it does not exist or you may not see it.",
  })
  async distributor(
    @Arg("code", () => String) code: string,
    @Ctx() context: Context,
  ): Promise<Distributor | null> {
    const view = await context.loaders.of(distributorsByCodeLoader).load(code);
    if (view === undefined || !(await scopeOf(context)).seesDistributor(view)) return null;
    return new Distributor(view);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => DistributorConnection, {
    description:
      "All distributors, each followed by its team. A distributor sees itself and its team.",
  })
  async distributors(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Distributor>> {
    const page = TREE.page(args);
    const top = (await scopeOf(context)).distributor?.path;
    const rows = await context.network.read((tx) => pageTree(tx, top, page));
    return TREE.connect(
      rows,
      page,
      ({ path }) => path,
      (view) => new Distributor(view),
    );
  }
}
