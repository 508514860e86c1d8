// Lists past events, for clients that do not use subscriptions.
import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { EVENT_KINDS, type EventKind } from "../../events/event.ts";
import { Refusal } from "../../kernel/errors.ts";
import { Access, ANYONE, reachOf } from "../access.ts";
import { type Connection, connection, connectionOf, MAX_PAGE } from "../connection.ts";
import type { Context } from "../context.ts";
import { Cursor } from "../scalars.ts";
import { Event, EventKindEnum, eventOf } from "./event.ts";

const EventConnection = connectionOf<Event>("Event", () => Event);

@Resolver()
export class EventQuery {
  @Access(...ANYONE)
  @Query(() => EventConnection, {
    description:
      "The events that you may see, oldest first. Use it to catch up without a subscription.",
  })
  async events(
    @Arg("first", () => Int, { description: "The maximum number of events, from 1 to 100." })
    first: number,
    @Arg("after", () => Cursor, {
      nullable: true,
      description: "Returns the events after this cursor. Default: from the first event.",
    })
    after: string | null,
    @Arg("kinds", () => [EventKindEnum], {
      nullable: true,
      description: "Returns only events of these kinds. Default: all kinds.",
    })
    kinds: EventKind[] | null,
    @Ctx() context: Context,
  ): Promise<Connection<Event>> {
    if (first < 1 || first > MAX_PAGE) {
      throw new Refusal("INVALID", `first: must be from 1 to ${MAX_PAGE}, not ${first}`, "first");
    }
    const { scope } = await reachOf(context);
    const options = { kinds: kinds ?? EVENT_KINDS, scope, after };
    const facts = await context.feeds.of(context.network).read(options, first + 1);
    const edges = facts.map((fact) => ({ cursor: fact.cursor, node: eventOf(fact) }));
    return connection(edges.slice(0, first), edges.length > first, after != null);
  }
}
