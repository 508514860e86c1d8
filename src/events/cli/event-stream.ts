// The events of one connection, complete and in order: subscriptions announce new events, and a query reads them.
import type { GraphQLFormattedError } from "graphql";
import type { Client } from "graphql-ws";
import { Failure } from "../../platform/cli/faults.ts";
import { cursorOf, type Place, parseCursor } from "../../platform/feed/event.ts";
import type { Role } from "../../platform/graphql/context.ts";
import { type EventsPage, eventsQuery, subscriptionsOf, type WatchedEvent } from "./event-query.ts";

/** An event number that is higher than any in a transaction. */
const LAST_NUMBER = 99_999;

export class EventStream {
  readonly #client: Client;
  readonly #role: Role;
  /** The cursor of the last event that was read; null before the first one. */
  #position: string | null;
  /** The last event that a subscription has announced. */
  #told: Place = { seq: 0, n: 0 };
  #wake = Promise.withResolvers<void>();
  #failure: unknown;

  /** If `after` is null, only new events come. */
  constructor(client: Client, role: Role, after: string | null) {
    this.#client = client;
    this.#role = role;
    this.#position = after;
  }

  /** Ends only by throwing the error that ended the connection. */
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
    // The earlier events of the first event's transaction are new too.
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

/** A refusal by the server is final; after an internal error of the server, connecting again can help. */
function failureOf(errors: readonly GraphQLFormattedError[]): Error {
  const messages = errors.map(({ message }) => message);
  const failed = errors.some(({ extensions }) => extensions?.code === "INTERNAL_SERVER_ERROR");
  return failed ? new Error(messages[0]) : new Failure(messages);
}
