// Lists past events, for clients that do not use subscriptions.
import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { Refusal } from "../../kernel/errors.ts";
import { Access, ANYONE, scopeOf } from "../../platform/graphql/access.ts";
import {
  type Connection,
  connection,
  connectionOf,
  MAX_PAGE,
} from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { Event, EventKindEnum } from "../../platform/graphql/event.ts";
import { Cursor } from "../../platform/graphql/scalars.ts";

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
    kinds: string[] | null,
    @Ctx() context: Context,
  ): Promise<Connection<Event>> {
    if (first < 1 || first > MAX_PAGE) {
      throw new Refusal("INVALID", `first: must be from 1 to ${MAX_PAGE}, not ${first}`, "first");
    }
    const { services, network, api } = context;
    const { feedScope: scope } = await scopeOf(context);
    const options = { kinds: kinds ?? [...api.events.keys()], scope, after };
    const facts = await services.feeds.of(network).read(options, first + 1);
    const edges = facts.map((fact) => {
      return { cursor: fact.cursor, node: api.events.get(fact.kind)!.show(fact) as Event };
    });
    return connection(edges.slice(0, first), edges.length > first, after != null);
  }
}
