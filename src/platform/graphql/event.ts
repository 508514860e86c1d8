// The parts of the API that all events share: the Event interface, and subscribing to one kind of event.
import { Field, InterfaceType } from "type-graphql";
import type { FeedEvent } from "../feed/event.ts";
import type { EventKind } from "../feed/event-kind.ts";
import { scopeOf } from "./access.ts";
import type { Context } from "./context.ts";
import { openEnum } from "./enum.ts";
import { Cursor, DateTime } from "./scalars.ts";

/** Features declare the kinds. */
export const EventKindEnum = openEnum("EventKind", "The kind of an event.");

@InterfaceType({ description: "An event, derived from the ledger." })
export abstract class Event<Fact extends FeedEvent = FeedEvent> {
  readonly fact: Fact;

  @Field(() => Cursor, {
    description:
      "The position of the event in the feed. Pass it as `after` to receive the events that follow.",
  })
  readonly cursor: string;

  @Field(() => DateTime, { description: "When it happened." })
  readonly occurredAt: number;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
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
  description:
    "Replays the events after this cursor, then continues live without a gap. Default: only new events.",
};

interface Started {
  readonly context: Context;
  readonly args: { readonly after?: string | null };
}

/** The `subscribe` of a subscription: the events of one kind that a viewer may see. */
export function follow({ kind }: Pick<EventKind, "kind">) {
  return async ({ context, args }: Started): Promise<AsyncIterable<FeedEvent>> => {
    const { feedScope: scope } = await scopeOf(context);
    const feed = context.services.feeds.of(context.network);
    return feed.subscribe({ kinds: [kind], scope, after: args.after });
  };
}
