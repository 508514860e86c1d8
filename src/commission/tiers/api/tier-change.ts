// What the API says of a change of a tier, wherever it shows one: under a settlement, in a history, as an event.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsLoader } from "../../../network/api/loaders.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import type { TierChangeView } from "../store/read-tiers.ts";
import { TIER_CHANGE_ORIGINS } from "../store/tier-change-origin.ts";

export const TierCauseEnum = enumOf("TierCause", "What changed a tier.", TIER_CHANGE_ORIGINS, {
  ORDER: "An order that made the distributor meet the criteria of a higher tier.",
  MANUAL: "An administrator set the tier.",
  WINDOW_CLOSE: "The close of a month downgraded the distributor.",
});

/** The options of the fields that more than one type has. */
export const FROM = {
  nullable: true,
  description:
    "The code of the tier before. Null if the distributor had no tier set; it counts as the lowest.",
};
export const TO = { description: "The code of the tier after." };
export const CAUSE = { description: "What changed the tier." };
export const REASON = {
  nullable: true,
  description: "The reason given for a MANUAL change, otherwise null.",
};
export const MONTH = {
  nullable: true,
  description: "For a WINDOW_CLOSE the month that was closed, such as 2026-01. Otherwise null.",
};

@ObjectType({ description: "A tier upgrade caused by an order." })
export class TierChange {
  readonly distributorId: number;

  @Field(() => String, FROM)
  readonly from: string | null;

  @Field(() => String, TO)
  readonly to: string;

  constructor({ distributorId, from, to }: TierChangeView) {
    this.distributorId = distributorId;
    this.from = from;
    this.to = to;
  }
}

@Resolver(() => TierChange)
export class TierChangeFields {
  @FieldResolver(() => Distributor, { description: "The distributor that was upgraded." })
  async distributor(
    @Root() { distributorId }: TierChange,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    return Distributor.of(await loaders.of(distributorsLoader).load(distributorId));
  }
}
