// The API of one network without HTTP: operations run as a viewer, answered as both transports would.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import {
  createSourceEventStream,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  print,
  validate,
} from "graphql";
import { WORKER } from "../../src/app.ts";
import type { Lanes } from "../../src/commission/orders/lane/lanes.ts";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Database, Network } from "../../src/database/database.ts";
import { features } from "../../src/features.ts";
import { openServices } from "../../src/platform/app.ts";
import { FeedSubscription } from "../../src/platform/feed/feed.ts";
import type { Feeds } from "../../src/platform/feed/feeds.ts";
import type { Context, Viewer } from "../../src/platform/graphql/context.ts";
import { formatErrorWith } from "../../src/platform/graphql/errors.ts";
import { createContext } from "../../src/platform/graphql/session.ts";
import { SharedEvents } from "../../src/platform/graphql/shared-events.ts";
import { loadApi } from "../../src/platform/load-api.ts";
import type { Services } from "../../src/platform/services.ts";

export interface Answer<T> {
  readonly data: T | null;
  readonly errors: readonly GraphQLFormattedError[];
}

type Document<T, V> = TypedDocumentNode<T, V>;
type Asker = Partial<Viewer> | undefined;

/** Made once for all tests of a file: the schema is the same for every network. */
const built = await loadApi(features);
export const { schema } = built.api;

export class Api {
  readonly network: Network;
  readonly services: Services;
  readonly events: SharedEvents;
  /** What was masked. */
  readonly logged: { readonly id: string; readonly err: unknown }[] = [];
  readonly #format = formatErrorWith({ error: (fields) => this.logged.push(fields) });

  constructor(database: Database, network: Network) {
    this.network = network;
    this.services = openServices(database, features, WORKER);
    this.events = new SharedEvents({ services: this.services, api: built.api }, (error) =>
      this.#format(error.toJSON(), error),
    );
  }

  get lanes(): Lanes {
    return this.services.get(lanes);
  }

  get feeds(): Feeds {
    return this.services.feeds;
  }

  /** Runs one operation; `undefined` is nobody, without a token. */
  async run<T, V extends object>(
    asker: Asker,
    document: Document<T, V>,
    variables: V,
  ): Promise<Answer<T>> {
    const faults = validate(schema, document);
    if (faults.length > 0) return this.#answer<T>({ errors: faults });
    const contextValue = this.context(asker);
    const variableValues = variables as Record<string, unknown>;
    return this.#answer<T>(await execute({ schema, document, variableValues, contextValue }));
  }

  /** Runs one operation that has no errors, and gives its data. */
  async data<T, V extends object>(
    asker: Asker,
    document: Document<T, V>,
    variables: V,
  ): Promise<T> {
    const { data, errors } = await this.run(asker, document, variables);
    if (errors.length > 0 || data === null) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The codes of an operation's errors, and its data. */
  async codes<T, V extends object>(asker: Asker, document: Document<T, V>, variables: V) {
    const { data, errors } = await this.run(asker, document, variables);
    return { data, codes: errors.map(({ extensions }) => extensions?.code) };
  }

  /** Subscribes; a refusal to start is the only answer. */
  async *subscribe<T, V extends object>(
    asker: Asker,
    document: Document<T, V>,
    variables: V,
  ): AsyncGenerator<Answer<T>, void> {
    const contextValue = this.context(asker);
    const variableValues = variables as Record<string, unknown>;
    const args = { schema, document, variableValues, contextValue };
    const source = await createSourceEventStream(args);
    if (!(source instanceof FeedSubscription)) {
      yield this.#answer<T>(source as ExecutionResult);
      return;
    }
    const asked = { query: print(document), document, variables: variableValues };
    const { viewer } = contextValue;
    const payloads = this.events.follow({
      source,
      asked,
      args,
      viewer: viewer!,
      network: this.network,
    });
    try {
      for (let sent = await payloads.next(); sent.length > 0; sent = await payloads.next()) {
        for (const { bytes } of sent) yield { errors: [], ...JSON.parse(bytes.toString()) };
      }
    } finally {
      payloads.end();
    }
  }

  context(asker: Asker): Context {
    const { network, services } = this;
    const known = { sub: "test", role: "ADMIN", network: network.settings.name } as const;
    const viewer = asker === undefined ? undefined : { ...known, ...asker };
    return createContext({ services, api: built.api }, network, viewer);
  }

  async close(): Promise<void> {
    await this.services.close();
    await this.feeds.close();
  }

  #answer<T>({ data, errors = [] }: ExecutionResult): Answer<T> {
    const format = (error: GraphQLError) => this.#format(error.toJSON(), error);
    return { data: (data ?? null) as T | null, errors: errors.map(format) };
  }
}

export const ADMIN: Partial<Viewer> = { role: "ADMIN" };

export function distributor(code: string): Partial<Viewer> {
  return { role: "DISTRIBUTOR", distributor: code, sub: `distributor ${code}` };
}

export function supplier(code: string): Partial<Viewer> {
  return { role: "SUPPLIER", supplier: code, sub: `supplier ${code}` };
}
