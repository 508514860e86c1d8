// The payloads of one operation's events: each is executed once, and its text is kept for a while for all
// subscribers with the same operation and scope.
import {
  type ExecutionArgs,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
} from "graphql";
import type { Network } from "../../database/database.ts";
import type { FeedEvent } from "../feed/event.ts";
import type { Batch } from "../feed/feed.ts";
import type { Page } from "../feed/read.ts";
import type { Context } from "./context.ts";
import { isUnexpected } from "./errors.ts";
import type { KeptBytes } from "./kept-bytes.ts";
import type { Loaders } from "./loaders.ts";
import type { Pace } from "./pace.ts";
import { isFresh, type PageReadings, type Reading } from "./page-readings.ts";

/** The most events of a page that are executed together, so that their reads are batched. */
const MAX_TOGETHER = 32;
/** Large payloads are executed one by one: about this many bytes together. */
const TOGETHER_BYTES = 64 * 1024;

/** The text of an event's answer, ready to be sent. */
export interface Payload {
  readonly bytes: Buffer;
  /** Whether it shows something of the token that other tokens of the same scope do not share. */
  readonly isPersonal: boolean;
}

/** An execution, running or done. */
export class Told {
  readonly at: number;
  readonly payload: Promise<Payload>;
  /** Undefined while it runs. */
  done: Payload | undefined;
  /** Whether a subscriber has taken it. */
  isTaken = false;

  constructor(at: number, payload: Promise<Payload>) {
    this.at = at;
    this.payload = payload;
  }

  get size(): number {
    return this.done?.bytes.length ?? 0;
  }
}

/** The context of one execution. `isPersonal` tells afterwards whether it has used what is personal. */
export interface ExecutionContext {
  readonly context: Context;
  readonly isPersonal: () => boolean;
}

export interface PayloadOptions {
  readonly args: ExecutionArgs;
  readonly network: Network;
  readonly readings: PageReadings;
  readonly kept: KeptBytes;
  /** Where the answers are large. */
  readonly pace: Pace | undefined;
  readonly tell: (error: GraphQLError) => GraphQLFormattedError;
  readonly contextWith: (loaders: Loaders) => ExecutionContext;
}

export class SharedPayloads {
  readonly #options: PayloadOptions;
  readonly #told = new Map<string, Told>();
  /** The size of the latest payload; the first one is executed alone. */
  #size = TOGETHER_BYTES;

  constructor(options: PayloadOptions) {
    this.#options = options;
  }

  /** The payload of a batch's event for a subscriber that began at `since`. */
  of({ page, events }: Batch, index: number, since: number): Told {
    const { cursor } = events[index]!;
    const known = this.#fresh(cursor, since);
    if (known !== undefined) return known;
    const { readings, network } = this.#options;
    const reading = readings.of(page, network, since);
    const together = Math.min(Math.max(Math.floor(TOGETHER_BYTES / this.#size), 1), MAX_TOGETHER);
    for (const event of events.slice(index, index + together)) {
      if (this.#fresh(event.cursor, since) === undefined) this.#begin(page, event, reading);
    }
    return this.#told.get(cursor)!;
  }

  #fresh(cursor: string, since: number): Told | undefined {
    const known = this.#told.get(cursor);
    return known !== undefined && isFresh(known.at, since) ? known : undefined;
  }

  #begin(page: Page, event: FeedEvent, reading: Reading): void {
    const { kept, pace, readings } = this.#options;
    const execute = () => this.#execute(event, reading.loaders);
    const told = new Told(reading.at, pace === undefined ? execute() : pace.run(execute));
    this.#told.set(event.cursor, told);
    const forget = () => {
      if (this.#told.get(event.cursor) === told) this.#told.delete(event.cursor);
    };
    told.payload.then(
      (payload) => {
        told.done = payload;
        this.#size = told.size;
        kept.add(told, forget);
      },
      () => {
        forget();
        readings.forget(page);
      },
    );
  }

  async #execute(event: FeedEvent, loaders: Loaders): Promise<Payload> {
    const { args, contextWith, tell } = this.#options;
    const { context, isPersonal } = contextWith(loaders);
    const { data, errors } = await execute({ ...args, contextValue: context, rootValue: event });
    // A client would store the cursor of an incomplete event and miss it; end the subscription instead.
    const broken = errors?.find(isUnexpected);
    if (broken) throw broken;
    const answer = errors ? { data, errors: errors.map(tell) } : { data };
    return { bytes: Buffer.from(JSON.stringify(answer)), isPersonal: isPersonal() };
  }
}
