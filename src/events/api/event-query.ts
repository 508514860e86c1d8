// The events so far, for whoever does not hold a socket open.
import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { Refusal } from "../../kernel/errors.ts";
import { EVENT_KINDS, type EventKind } from "../../platform/feed/event.ts";
import { Access, ANYONE, reachOf } from "../../platform/graphql/access.ts";
import {
  type Connection,
  connection,
  connectionOf,
  MAX_PAGE,
} from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { Cursor } from "../../platform/graphql/scalars.ts";
import { Event, EventKindEnum, eventOf } from "./event.ts";

const EventConnection = connectionOf<Event>("Event", () => Event);

@Resolver()
export class EventQuery {
  @Access(...ANYONE)
  @Query(() => EventConnection, {
    description: "The events that you may see, from the first one on, or from a cursor on.",
  })
  async events(
    @Arg("first", () => Int, { description: "1 to 100." }) first: number,
    @Arg("after", () => Cursor, { nullable: true }) after: string | null,
    @Arg("kinds", () => [EventKindEnum], { nullable: true, description: "Default: all." })
    kinds: EventKind[] | null,
    @Ctx() context: Context,
  ): Promise<Connection<Event>> {
    if (first < 1 || first > MAX_PAGE) {
      throw new Refusal("INVALID", `first: ${first} is not from 1 to ${MAX_PAGE}`, "first");
    }
    const { scope } = await reachOf(context);
    const options = { kinds: kinds ?? EVENT_KINDS, scope, after };
    const facts = await context.feeds.of(context.network).read(options, first + 1);
    const edges = facts.map((fact) => ({ cursor: fact.cursor, node: eventOf(fact) }));
    return connection(edges.slice(0, first), edges.length > first, after != null);
  }
}
