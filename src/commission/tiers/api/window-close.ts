// A closed month as the API has it, with whom it downgraded.
import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isId, isWhole, List } from "../../../platform/graphql/list.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import { findLadder, Ladder } from "../../plans/api/ladder.ts";
import type { WindowCloseView } from "../store/read-tiers.ts";
import { TierHistoryConnection, TierHistoryEntry } from "./tier-history.ts";

@ObjectType({ implements: Node, description: "A month whose window was closed. It never changes." })
export class WindowClose implements Node {
  readonly view: WindowCloseView;
  readonly id: string;

  @Field(() => String, { description: "Such as 2026-01." })
  readonly month: string;

  @Field(() => Int, { description: "How many were downgraded." })
  readonly downgraded: number;

  @Field(() => DateTime, { description: "The end of the month." })
  readonly occurredAt: number;

  @Field(() => DateTime)
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

/** Downgrades of one close, by their lines. */
const DOWNGRADES = new List<number>("downgrades", isId);

@Resolver(() => WindowClose)
export class WindowCloseFields {
  @FieldResolver(() => Ladder, { description: "The version that the month was judged by." })
  ladder(@Root() { view }: WindowClose, @Ctx() context: Context): Promise<Ladder | null> {
    return findLadder(context, view.ladderVersion);
  }

  @FieldResolver(() => TierHistoryConnection, {
    description: "Whom it downgraded, in the order in which they joined the network.",
  })
  async downgrades(
    @Root() { view }: WindowClose,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<TierHistoryEntry>> {
    const page = DOWNGRADES.page(args);
    const rows = await loaders.downgrades.load({ of: view.seq, page });
    return DOWNGRADES.connect(
      rows,
      page,
      ({ line }) => line,
      (row) => new TierHistoryEntry(row),
    );
  }
}
