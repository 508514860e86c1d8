// A distributor's tier floor and its progress towards the next tier.

import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { compileLadder, type LadderDocument } from "../../../network/engine/ladder-document.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { DateTime, LocalDate } from "../../../platform/graphql/scalars.ts";
import { type Criterion, nextTier } from "../../engine/next-tier.ts";
import { endOfMonth } from "../../engine/window.ts";
import { Ladder, Tier } from "./ladder.ts";
import { floorsLoader, laddersInForceLoader, volumesLoader } from "./loaders.ts";

@ObjectType({
  description:
    "A tier that an administrator set. The close of a month does not downgrade the distributor below it.",
})
class TierFloor {
  @Field(() => String, { description: "The tier's code." })
  readonly tier!: string;

  @Field(() => LocalDate, { description: "The first month close after this day ends the floor." })
  readonly until!: string;

  @Field(() => String, { description: "Why the tier was set." })
  readonly reason!: string;
}

@ObjectType({ description: "A volume that a tier requires, with the volume reached so far." })
class VolumeCriterion {
  @Field(() => Money, { description: "The required volume." })
  readonly needed!: Money;

  @Field(() => Money, { description: "The volume reached so far." })
  readonly reached!: Money;

  @Field(() => Money, { description: "needed − reached, or 0 if the criterion is met." })
  readonly missing!: Money;
}

@ObjectType({
  description: "The next tier that the distributor can reach by volume. It must meet all criteria.",
})
class NextTier {
  @Field(() => Tier, { description: "The tier with all its criteria." })
  readonly tier!: Tier;

  @Field(() => VolumeCriterion, {
    nullable: true,
    description: "The criterion for the distributor's own sales. Null if the tier has none.",
  })
  readonly personalVolume!: VolumeCriterion | null;

  @Field(() => VolumeCriterion, {
    nullable: true,
    description:
      "The criterion for the sales of the distributor and its team. Null if the tier has none.",
  })
  readonly teamVolume!: VolumeCriterion | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "The end of the month whose volume counts. Null if the ladder counts the lifetime volume.",
  })
  readonly until!: number | null;
}

@Resolver(() => Distributor)
export class DistributorTierFields {
  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => TierFloor, {
    nullable: true,
    description:
      "The floor set by an administrator. Null if none was set or it has ended. A distributor may read it of itself and its team.",
  })
  async tierFloor(
    @Root() { view }: Distributor,
    @Ctx() { loaders }: Context,
  ): Promise<TierFloor | null> {
    return (await loaders.of(floorsLoader).load(view.id)) ?? null;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => NextTier, {
    nullable: true,
    description:
      "The next tier by the ladder in force now. Null if the distributor has the highest tier or there is no ladder. A distributor may read it of itself and its team.",
  })
  async nextTier(@Root() { view }: Distributor, @Ctx() context: Context): Promise<NextTier | null> {
    const now = Date.now();
    const { zone, asset } = context.network.settings;
    const published = await context.loaders.of(laddersInForceLoader).load(now);
    if (published === undefined) return null;
    const document = published.document as unknown as LadderDocument;
    const ladder = compileLadder(published.version, document, asset);
    const month = ladder.window === "LIFETIME" ? null : zone.month(now);
    const volume = await context.loaders.of(volumesLoader).load({ id: view.id, month });
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
