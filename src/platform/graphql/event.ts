// Events of the feed as the API has them: what every kind has, and how one kind is subscribed to.
import { Field, InterfaceType } from "type-graphql";
import type { FeedEvent } from "../feed/event.ts";
import type { EventKind } from "../feed/event-kind.ts";
import { reachOf } from "./access.ts";
import type { Context } from "./context.ts";
import { openEnum } from "./enum.ts";
import { Cursor, DateTime } from "./scalars.ts";

/** The kinds that features declare. */
export const EventKindEnum = openEnum("EventKind", "The kinds of events.");

@InterfaceType({ description: "Something that happened. It follows from the book." })
export abstract class Event<Fact extends FeedEvent = FeedEvent> {
  readonly fact: Fact;

  @Field(() => Cursor, { description: "Subscribe `after` it, and what follows it comes." })
  readonly cursor: string;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => DateTime)
  readonly recordedAt: number;

  constructor(fact: Fact) {
    this.fact = fact;
    this.cursor = fact.cursor;
    this.occurredAt = fact.occurredAt;
    this.recordedAt = fact.recordedAt;
  }
}

/** The options of every subscription's argument `after`. */
export const AFTER = {
  nullable: true,
  description: "The events since then come first. Without it, only those from now on.",
};

interface Started {
  readonly context: Context;
  readonly args: { readonly after?: string | null };
}

/** The `subscribe` of a subscription: the events of one kind that a viewer may see. */
export function follow({ kind }: Pick<EventKind, "kind">) {
  return async ({ context, args }: Started): Promise<AsyncIterable<FeedEvent>> => {
    const { scope } = await reachOf(context);
    const feed = context.services.feeds.of(context.network);
    return feed.subscribe({ kinds: [kind], scope, after: args.after });
  };
}
