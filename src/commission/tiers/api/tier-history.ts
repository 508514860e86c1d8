// The tier history of a distributor in the API.

import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsLoader } from "../../../network/api/loaders.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import type { TierStepView } from "../store/read-tiers.ts";
import type { TierChangeOrigin } from "../store/tier-change-origin.ts";
import { tierHistoriesLoader } from "./loaders.ts";
import { CAUSE, FROM, MONTH, REASON, TierCauseEnum, TO } from "./tier-change.ts";

@ObjectType({ description: "A change of a distributor's tier." })
export class TierHistoryEntry {
  readonly view: TierStepView;

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

  @Field(() => DateTime, { description: "When the change took effect." })
  readonly occurredAt: number;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
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

/** The tier changes of one distributor, keyed by transaction. */
const HISTORY = new List<number>("tier-history", isWhole);

@Resolver(() => TierHistoryEntry)
export class TierHistoryFields {
  @FieldResolver(() => Distributor, { description: "The distributor whose tier changed." })
  async distributor(
    @Root() { view }: TierHistoryEntry,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    return Distributor.of(await loaders.of(distributorsLoader).load(view.distributorId));
  }
}

@Resolver(() => Distributor)
export class DistributorTierHistory {
  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => TierHistoryConnection, {
    nullable: true,
    description:
      "The distributor's tier changes, oldest first; use `last` for the newest. A distributor may read it of itself and its team.",
  })
  async tierHistory(
    @Root() { view }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<TierHistoryEntry>> {
    const page = HISTORY.page(args);
    const rows = await loaders.of(tierHistoriesLoader).load({ of: view.id, page });
    return HISTORY.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new TierHistoryEntry(row),
    );
  }
}
