// Looking up what has been published, and checking what might be.
import { Arg, Args, Ctx, Int, Query, Resolver } from "type-graphql";
import { parseInstant } from "../../../kernel/time.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime, Json } from "../../../platform/graphql/scalars.ts";
import { attempt } from "../../../platform/graphql/user-error.ts";
import { Validation } from "../../../platform/publishing/validation.ts";
import { validateLadder, validatePlan } from "../store/published.ts";
import { pagePublished } from "../store/read-published.ts";
import { currentLadder, findLadder, LADDERS, Ladder, LadderConnection, Tier } from "./ladder.ts";
import { findPlan, PLANS, Plan, PlanConnection } from "./plan.ts";

@Resolver()
export class PublishedQuery {
  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => Plan, { nullable: true })
  plan(@Arg("version", () => Int) version: number, @Ctx() context: Context): Promise<Plan | null> {
    return findPlan(context, version);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => PlanConnection, { description: "By version." })
  async plans(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<Plan>> {
    const page = PLANS.page(args);
    const rows = await network.read((tx) => pagePublished(tx, "plan", page));
    return PLANS.connect(
      rows,
      page,
      ({ version }) => version,
      (view) => new Plan(view),
    );
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => Ladder, { nullable: true })
  ladder(
    @Arg("version", () => Int) version: number,
    @Ctx() context: Context,
  ): Promise<Ladder | null> {
    return findLadder(context, version);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => LadderConnection, { description: "By version." })
  async ladders(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<Ladder>> {
    const page = LADDERS.page(args);
    const rows = await network.read((tx) => pagePublished(tx, "ladder", page));
    const ladderOf = (view: (typeof rows)[0]) => new Ladder(view, network.settings.asset);
    return LADDERS.connect(rows, page, ({ version }) => version, ladderOf);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => Tier, { nullable: true, description: "A tier of the ladder in force." })
  async tier(
    @Arg("code", () => String) code: string,
    @Arg("at", () => DateTime, { nullable: true, description: "Default: now." }) at: string | null,
    @Ctx() context: Context,
  ): Promise<Tier | null> {
    const instant = at == null ? Date.now() : parseInstant(at, "at");
    const ladder = await currentLadder(context, instant);
    return ladder?.tiers.find((tier) => tier.code === code) ?? null;
  }

  @Access(...STAFF)
  @Query(() => Validation)
  async planValidate(
    @Arg("document", () => Json) document: unknown,
    @Ctx() { network }: Context,
    @Arg("acknowledge", () => String, { nullable: true }) acknowledge?: string | null,
  ): Promise<Validation> {
    const check = () => validatePlan(network, document, acknowledge);
    return new Validation(await attempt(check, "document", ["acknowledge"]));
  }

  @Access(...STAFF)
  @Query(() => Validation)
  async ladderValidate(
    @Arg("document", () => Json) document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Validation> {
    return new Validation(await attempt(() => validateLadder(network, document), "document"));
  }
}
