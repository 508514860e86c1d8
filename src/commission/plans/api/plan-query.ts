// Looks up published plans.
import { Arg, Args, Ctx, Int, Query, Resolver } from "type-graphql";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { pagePublished } from "../../../platform/publishing/read-published.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";
import { findPlan, PLANS, Plan, PlanConnection } from "./plan.ts";

@Resolver()
export class PlanQuery {
  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => Plan, {
    nullable: true,
    description:
      "The commission plan with this version, also a withdrawn one. Null if it does not exist.",
  })
  plan(@Arg("version", () => Int) version: number, @Ctx() context: Context): Promise<Plan | null> {
    return findPlan(context, version);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => PlanConnection, {
    description: "All published commission plans, ordered by version.",
  })
  async plans(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<Plan>> {
    const page = PLANS.page(args);
    const rows = await network.read((tx) => pagePublished(tx, PLAN_KIND, page));
    return PLANS.connect(
      rows,
      page,
      ({ version }) => version,
      (view) => new Plan(view),
    );
  }
}
