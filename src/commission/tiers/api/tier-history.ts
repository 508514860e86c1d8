// How distributors came to their tiers, as the API has it.
import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import { findSettlement, Settlement } from "../../orders/api/settlement.ts";
import type { TierStepView } from "../store/read-tiers.ts";
import { TIER_CAUSES, type TierCause } from "../store/tier-cause.ts";

export const TierCauseEnum = enumOf(
  "TierCause",
  "What changed a tier: an order that crossed a line, somebody's hand, or the close of a month.",
  TIER_CAUSES,
);

@ObjectType({ description: "A change of a distributor's tier." })
export class TierHistoryEntry {
  readonly view: TierStepView;

  @Field(() => String, { nullable: true, description: "None: the lowest." })
  readonly from: string | null;

  @Field(() => String)
  readonly to: string;

  @Field(() => TierCauseEnum)
  readonly cause: TierCause;

  @Field(() => String, { nullable: true, description: "Why somebody set it by hand." })
  readonly reason: string | null;

  @Field(() => String, { nullable: true, description: "The month that closed, such as 2026-01." })
  readonly month: string | null;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => DateTime)
  readonly recordedAt: number;

  constructor(view: TierStepView) {
    this.view = view;
    this.from = view.from;
    this.to = view.to;
    this.cause = view.cause;
    this.reason = view.reason;
    this.month = view.month;
    this.occurredAt = view.occurredAt;
    this.recordedAt = view.recordedAt;
  }
}

export const TierHistoryConnection = connectionOf<TierHistoryEntry>(
  "TierHistory",
  () => TierHistoryEntry,
);

/** Changes of one distributor, by their transactions. */
const HISTORY = new List<number>("tier-history", isWhole);

@Resolver(() => TierHistoryEntry)
export class TierHistoryFields {
  @FieldResolver(() => Distributor)
  async distributor(
    @Root() { view }: TierHistoryEntry,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    return Distributor.of(await loaders.distributors.load(view.distributorId));
  }

  @FieldResolver(() => Settlement, {
    nullable: true,
    description: "The order that crossed the line; null if none did, or you may not see it.",
  })
  settlement(
    @Root() { view }: TierHistoryEntry,
    @Ctx() context: Context,
  ): Promise<Settlement | null> {
    return findSettlement(context, view.seq);
  }
}

@Resolver(() => Distributor)
export class DistributorTierHistory {
  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => TierHistoryConnection, {
    nullable: true,
    description: "Its changes of tier in the order of the stream: `last` has the newest.",
  })
  async tierHistory(
    @Root() { view }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<TierHistoryEntry>> {
    const page = HISTORY.page(args);
    const rows = await loaders.tierHistories.load({ of: view.id, page });
    return HISTORY.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new TierHistoryEntry(row),
    );
  }
}
