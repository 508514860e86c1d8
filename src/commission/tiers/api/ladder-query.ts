// Looks up published ladders and the tiers of the ladder in force.
import { Arg, Args, Ctx, Int, Query, Resolver } from "type-graphql";
import { parseInstant } from "../../../kernel/time.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import { pagePublished } from "../../../platform/publishing/read-published.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { currentLadder, findLadder, LADDERS, Ladder, LadderConnection, Tier } from "./ladder.ts";

@Resolver()
export class LadderQuery {
  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => Ladder, {
    nullable: true,
    description:
      "The tier ladder with this version, also a withdrawn one. Null if it does not exist.",
  })
  ladder(
    @Arg("version", () => Int) version: number,
    @Ctx() context: Context,
  ): Promise<Ladder | null> {
    return findLadder(context, version);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => LadderConnection, { description: "All published tier ladders, ordered by version." })
  async ladders(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<Ladder>> {
    const page = LADDERS.page(args);
    const rows = await network.read((tx) => pagePublished(tx, LADDER_KIND, page));
    const ladderOf = (view: (typeof rows)[0]) => new Ladder(view, network.settings.asset);
    return LADDERS.connect(rows, page, ({ version }) => version, ladderOf);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Query(() => Tier, {
    nullable: true,
    description: "A tier of the ladder in force. Null if that ladder has no tier with this code.",
  })
  async tier(
    @Arg("code", () => String) code: string,
    @Arg("at", () => DateTime, {
      nullable: true,
      description: "The instant at which the ladder is in force. Default: now.",
    })
    at: string | null,
    @Ctx() context: Context,
  ): Promise<Tier | null> {
    const instant = at == null ? Date.now() : parseInstant(at, "at");
    const ladder = await currentLadder(context, instant);
    return ladder?.tiers.find((tier) => tier.code === code) ?? null;
  }
}
