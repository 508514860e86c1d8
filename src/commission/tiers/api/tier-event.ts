// Changes of tiers as events of the API.
import { Arg, Ctx, Field, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsLoader } from "../../../network/api/loaders.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { AFTER, Event, follow } from "../../../platform/graphql/event.ts";
import { Cursor } from "../../../platform/graphql/scalars.ts";
import type { TierChangeOrigin } from "../store/tier-change-origin.ts";
import { type TierChanged as TierFact, tierChanged } from "../store/tier-event.ts";
import { CAUSE, FROM, MONTH, REASON, TierCauseEnum, TO } from "./tier-change.ts";

@ObjectType({ implements: Event, description: "A distributor's tier changed." })
export class TierChanged extends Event<TierFact> {
  @Field(() => String, FROM)
  readonly from: string | null;

  @Field(() => String, TO)
  readonly to: string;

  @Field(() => TierCauseEnum, CAUSE)
  readonly cause: TierChangeOrigin;

  @Field(() => String, REASON)
  readonly reason: string | null;

  @Field(() => String, MONTH)
  readonly month: string | null;

  constructor(fact: TierFact) {
    super(fact);
    this.from = fact.from;
    this.to = fact.to;
    this.cause = fact.cause;
    this.reason = fact.reason;
    this.month = fact.month;
  }

  @Field(() => Distributor, { description: "The distributor whose tier changed." })
  async distributor(@Ctx() { loaders }: Context): Promise<Distributor | null> {
    return Distributor.of(await loaders.of(distributorsLoader).load(this.fact.distributorId));
  }
}

@Resolver()
export class TierChangedSubscription {
  @Access(...STAFF, "DISTRIBUTOR")
  @Subscription(() => TierChanged, {
    subscribe: follow(tierChanged),
    description:
      "Sends an event for each tier change. For ADMIN, FINANCE, AUDITOR and DISTRIBUTOR; a distributor receives its own and those of its team.",
  })
  tierChanged(
    @Root() fact: TierFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
  ): TierChanged {
    return new TierChanged(fact);
  }
}
