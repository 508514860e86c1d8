// The WindowClose type of the API: a closed tier month with its downgrades.

import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isId, isWhole, List } from "../../../platform/graphql/list.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import type { WindowCloseView } from "../store/read-tiers.ts";
import { findLadder, Ladder } from "./ladder.ts";
import { downgradesLoader } from "./loaders.ts";
import { TierHistoryConnection, TierHistoryEntry } from "./tier-history.ts";

@ObjectType({
  implements: Node,
  description:
    "The close of a month of the tier ladder: distributors that missed their tier for too long were downgraded. It never changes.",
})
export class WindowClose implements Node {
  readonly view: WindowCloseView;
  readonly id: string;

  @Field(() => String, { description: "The month, such as 2026-01." })
  readonly month: string;

  @Field(() => Int, { description: "The number of distributors that were downgraded." })
  readonly downgraded: number;

  @Field(() => DateTime, { description: "The end of the month." })
  readonly occurredAt: number;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
  readonly recordedAt: number;

  constructor(view: WindowCloseView) {
    this.view = view;
    this.id = globalId("WindowClose", view.seq);
    this.month = view.month;
    this.downgraded = view.downgraded;
    this.occurredAt = view.occurredAt;
    this.recordedAt = view.recordedAt;
  }
}

export const WindowCloseConnection = connectionOf<WindowClose>("WindowClose", () => WindowClose);
export const WINDOW_CLOSES = new List<number>("window-closes", isWhole);

/** The downgrades of one close, keyed by line number. */
const DOWNGRADES = new List<number>("downgrades", isId);

@Resolver(() => WindowClose)
export class WindowCloseFields {
  @FieldResolver(() => Ladder, {
    description: "The ladder version that the month was evaluated with.",
  })
  ladder(@Root() { view }: WindowClose, @Ctx() context: Context): Promise<Ladder | null> {
    return findLadder(context, view.ladderVersion);
  }

  @FieldResolver(() => TierHistoryConnection, {
    description: "The downgrades, in the order in which the distributors joined the network.",
  })
  async downgrades(
    @Root() { view }: WindowClose,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<TierHistoryEntry>> {
    const page = DOWNGRADES.page(args);
    const rows = await loaders.of(downgradesLoader).load({ of: view.seq, page });
    return DOWNGRADES.connect(
      rows,
      page,
      ({ line }) => line,
      (row) => new TierHistoryEntry(row),
    );
  }
}
