// One connection's events, none missing and none out of order: subscriptions wake it, a query reads what there is.
import type { GraphQLFormattedError } from "graphql";
import type { Client } from "graphql-ws";
import { Failure } from "../../platform/cli/faults.ts";
import { cursorOf, type Place, parseCursor } from "../../platform/feed/event.ts";
import type { Role } from "../../platform/graphql/context.ts";
import { type EventsPage, eventsQuery, subscriptionsOf, type WatchedEvent } from "./event-query.ts";

/** An event's number that stands behind all events of its transaction. */
const LAST_NUMBER = 99_999;

export class EventStream {
  readonly #client: Client;
  readonly #role: Role;
  /** Behind the last event that was read; null until there is any. */
  #position: string | null;
  /** The furthest event that a subscription has told of. */
  #told: Place = { seq: 0, n: 0 };
  #wake = Promise.withResolvers<void>();
  #failure: unknown;

  /** `after` null: only the events from now on. */
  constructor(client: Client, role: Role, after: string | null) {
    this.#client = client;
    this.#role = role;
    this.#position = after;
  }

  /** Ends by throwing what ended the connection. */
  async *events(): AsyncGenerator<WatchedEvent> {
    if (this.#position !== null) yield* this.#read();
    for (const { name, query } of subscriptionsOf(this.#role)) this.#subscribe(name, query);
    for (;;) {
      await this.#wake.promise;
      this.#wake = Promise.withResolvers<void>();
      if (this.#failure !== undefined) throw this.#failure;
      if (isAfter(this.#told, parseCursor(this.#position!))) yield* this.#read();
    }
  }

  async *#read(): AsyncGenerator<WatchedEvent> {
    const query = eventsQuery(this.#role);
    for (let hasNextPage = true; hasNextPage; ) {
      const variables = { after: this.#position };
      const page = await this.#ask(query, variables);
      for (const { node } of page.events.edges) {
        yield { ...node, event: node.event[0]!.toLowerCase() + node.event.slice(1) };
        this.#position = node.cursor;
      }
      ({ hasNextPage } = page.events.pageInfo);
    }
  }

  async #ask(query: string, variables: Record<string, unknown>): Promise<EventsPage> {
    for await (const { data, errors } of this.#client.iterate<EventsPage>({ query, variables })) {
      if (errors !== undefined) throw failureOf(errors);
      if (data) return data;
    }
    throw new Error("the server gave no answer");
  }

  #subscribe(name: string, query: string): void {
    const variables = { after: this.#position };
    this.#client.subscribe<Record<string, { cursor: string }>>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors !== undefined) this.#fail(failureOf(errors));
          else this.#tell(parseCursor(data![name]!.cursor));
        },
        error: (error) => this.#fail(Array.isArray(error) ? failureOf(error) : error),
        complete: () => this.#fail(new Error("the server ended the subscription")),
      },
    );
  }

  #tell(place: Place): void {
    // What the first event's transaction brought about before it is part of what is new.
    this.#position ??= cursorOf({ seq: place.seq - 1, n: LAST_NUMBER });
    if (isAfter(place, this.#told)) this.#told = place;
    this.#wake.resolve();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake.resolve();
  }
}

function isAfter(one: Place, other: Place): boolean {
  return one.seq > other.seq || (one.seq === other.seq && one.n > other.n);
}

/** What the server has refused will be refused again; where it has failed, coming back is of use. */
function failureOf(errors: readonly GraphQLFormattedError[]): Error {
  const messages = errors.map(({ message }) => message);
  const failed = errors.some(({ extensions }) => extensions?.code === "INTERNAL_SERVER_ERROR");
  return failed ? new Error(messages[0]) : new Failure(messages);
}
