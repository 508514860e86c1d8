// Where a distributor stands on the ladder: the floor set by hand, and what it lacks for the next tier.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { DateTime, LocalDate } from "../../../platform/graphql/scalars.ts";
import { type Criterion, nextTier } from "../../engine/next-tier.ts";
import { endOfMonth } from "../../engine/window.ts";
import { Ladder, Tier } from "../../plans/api/ladder.ts";
import { compileLadder, type LadderDocument } from "../../plans/engine/ladder-document.ts";

@ObjectType({ description: "A tier set by hand, below which no close of a month downgrades." })
class TierFloor {
  @Field(() => String)
  readonly tier!: string;

  @Field(() => LocalDate, { description: "The first close after this day ends it." })
  readonly until!: string;

  @Field(() => String)
  readonly reason!: string;
}

@ObjectType({ description: "A volume that a tier asks for." })
class VolumeCriterion {
  @Field(() => Money)
  readonly needed!: Money;

  @Field(() => Money)
  readonly reached!: Money;

  @Field(() => Money, { description: "0 where it is met." })
  readonly missing!: Money;
}

@ObjectType({ description: "The next tier that volumes can reach. All its criteria must be met." })
class NextTier {
  @Field(() => Tier)
  readonly tier!: Tier;

  @Field(() => VolumeCriterion, { nullable: true, description: "Null: it does not matter." })
  readonly personalVolume!: VolumeCriterion | null;

  @Field(() => VolumeCriterion, { nullable: true, description: "Null: it does not matter." })
  readonly teamVolume!: VolumeCriterion | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "The end of the month whose volumes count; null: all volumes ever count.",
  })
  readonly until!: number | null;
}

@Resolver(() => Distributor)
export class TierStanding {
  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => TierFloor, {
    nullable: true,
    description: "Null if no tier was set by hand, or the floor has ended.",
  })
  async tierFloor(
    @Root() { view }: Distributor,
    @Ctx() { loaders }: Context,
  ): Promise<TierFloor | null> {
    return (await loaders.floors.load(view.id)) ?? null;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => NextTier, {
    nullable: true,
    description: "By the ladder in force now. Null at the top, and while there is no ladder.",
  })
  async nextTier(@Root() { view }: Distributor, @Ctx() context: Context): Promise<NextTier | null> {
    const now = Date.now();
    const { zone, asset } = context.network.settings;
    const published = await context.loaders.laddersInForce.load(now);
    if (published === undefined) return null;
    const document = published.document as unknown as LadderDocument;
    const ladder = compileLadder(published.version, document, asset);
    const month = ladder.window === "LIFETIME" ? null : zone.month(now);
    const volume = await context.loaders.volumes.load({ id: view.id, month });
    const { personalMinor: personal, teamMinor: team } = volume;
    const next = nextTier(ladder, view.tier, { personal, team });
    if (next === undefined) return null;
    return {
      tier: new Ladder(published, asset).tiers[next.rank]!,
      personalVolume: criterionOf(context, next.personal),
      teamVolume: criterionOf(context, next.team),
      until: month === null ? null : endOfMonth(zone, month),
    };
  }
}

function criterionOf(context: Context, criterion: Criterion | undefined): VolumeCriterion | null {
  if (criterion === undefined) return null;
  const { neededMinor, reachedMinor, missingMinor } = criterion;
  return {
    needed: settlementMoney(context, neededMinor),
    reached: settlementMoney(context, reachedMinor),
    missing: settlementMoney(context, missingMinor),
  };
}
