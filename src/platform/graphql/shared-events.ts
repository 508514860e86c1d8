// The running subscriptions of a server: those with the same operation and scope share their payloads.
import type { ExecutionArgs, GraphQLError, GraphQLFormattedError } from "graphql";
import type { Network } from "../../database/database.ts";
import type { FeedSubscription } from "../feed/feed.ts";
import type { Viewer } from "./context.ts";
import { KeptBytes } from "./kept-bytes.ts";
import { costOf } from "./limits.ts";
import { LARGE_COST, Pace } from "./pace.ts";
import { PageReadings } from "./page-readings.ts";
import { PayloadStream } from "./payload-stream.ts";
import { createContext, createSharedContext, type Served } from "./session.ts";
import { type AskedOperation, keyOf } from "./shared-operation.ts";
import { SharedPayloads } from "./shared-payloads.ts";

/** A subscription that has begun. */
export interface Subscriber {
  readonly source: FeedSubscription;
  readonly asked: AskedOperation;
  readonly args: ExecutionArgs;
  readonly viewer: Viewer;
  readonly network: Network;
}

interface Group {
  readonly payloads: SharedPayloads;
  members: number;
}

export class SharedEvents {
  readonly #served: Served;
  readonly #tell: (error: GraphQLError) => GraphQLFormattedError;
  readonly #groups = new Map<string, Group>();
  readonly #kept = new KeptBytes();
  readonly #readings: PageReadings;
  readonly #pace = new Pace();

  constructor(served: Served, tell: (error: GraphQLError) => GraphQLFormattedError) {
    this.#served = served;
    this.#tell = tell;
    this.#readings = new PageReadings((page, loaders) => {
      for (const fact of page.events) served.api.events.get(fact.kind)?.prime?.(fact, loaders);
    });
  }

  /** The number of different operations and scopes. */
  get groups(): number {
    return this.#groups.size;
  }

  /** The payloads of a subscriber's events, in order; errors end the subscription. */
  follow(subscriber: Subscriber): PayloadStream {
    const key = keyOf(subscriber.asked, subscriber.viewer, subscriber.source.scope);
    const group = this.#groups.get(key) ?? {
      payloads: this.#payloads(subscriber, true),
      members: 0,
    };
    this.#groups.set(key, group);
    group.members += 1;
    const leave = () => {
      group.members -= 1;
      if (group.members === 0) this.#groups.delete(key);
    };
    return new PayloadStream(subscriber.source, group.payloads, {
      alone: () => this.#payloads(subscriber, false),
      leave,
    });
  }

  #payloads({ args, asked, viewer, network }: Subscriber, isShared: boolean): SharedPayloads {
    const served = this.#served;
    const { document, operationName, variables } = asked;
    const cost = costOf(document, operationName, variables ?? {}, served.api.lists);
    return new SharedPayloads({
      args,
      network,
      tell: this.#tell,
      kept: this.#kept,
      readings: this.#readings,
      pace: cost > LARGE_COST ? this.#pace : undefined,
      contextWith: (loaders) =>
        isShared
          ? createSharedContext(served, network, viewer, loaders)
          : {
              context: { ...createContext(served, network, viewer), loaders },
              isPersonal: () => false,
            },
    });
  }
}
