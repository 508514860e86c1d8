// The parts that a feature adds to the API, and how the parts of all features are combined.
import "./no-metadata.ts";

import { createPubSub } from "@graphql-yoga/subscription";
import type { FastifyInstance } from "fastify";
import { buildSchemaSync } from "type-graphql";
import { COMMON_CODES } from "../../kernel/errors.ts";
import type { TransactionKind } from "../../ledger/kind.ts";
import type { Gate } from "./auth.ts";
import type { Api, Bearer, EventType, NodeType, WholeList } from "./context.ts";
import { fillEnum } from "./enum.ts";
import { EventKindEnum } from "./event.ts";
import { guardFields } from "./guard.ts";
import type { AddMetrics } from "./metrics.ts";
import { NodeQuery } from "./node-query.ts";
import type { Served } from "./session.ts";
import { KindEnum } from "./transaction-kind.ts";
import { ErrorCode } from "./user-error.ts";

// biome-ignore lint/complexity/noBannedTypes: as type-graphql has it
type ResolverClass = Function;

export interface FeatureApi {
  /** Classes of queries, mutations, subscriptions and fields. */
  readonly resolvers?: readonly ResolverClass[];
  /** Types that can be looked up by global id. */
  readonly nodes?: readonly NodeType[];
  /** What the tokens of a role may see. */
  readonly bearers?: readonly Bearer[];
  /** Lists without pages, with the sizes that are assumed for the cost of an operation. */
  readonly lists?: readonly WholeList[];
  /** The GraphQL types of its events. */
  readonly events?: readonly EventType[];
  readonly metrics?: AddMetrics;
  /** HTTP routes besides GraphQL. */
  readonly routes?: AddRoutes;
}

export type AddRoutes = (server: FastifyInstance, served: Served, gate: Gate) => void;

/** The API, and the metrics and routes of its server. */
export interface BuiltApi {
  readonly api: Api;
  readonly metrics: readonly AddMetrics[];
  readonly routes: readonly AddRoutes[];
}

/** The error codes and transaction kinds that the API shows. */
export interface Declared {
  /** The meaning of each code. */
  readonly codes: Readonly<Record<string, string>>;
  readonly kinds: readonly TransactionKind[];
}

/** Combines the parts. Throws if two features declare the same name. */
export function buildApi(parts: readonly FeatureApi[], { codes, kinds }: Declared): BuiltApi {
  const events = byName(
    parts.flatMap(({ events = [] }) => events),
    ({ kind }) => kind.kind,
  );
  fillEnum(ErrorCode, Object.entries({ ...COMMON_CODES, ...codes }));
  fillEnum(
    EventKindEnum,
    [...events.keys()].map((kind) => [kind, undefined]),
  );
  fillEnum(
    KindEnum,
    kinds.map(({ name, meaning }) => [name, meaning]),
  );
  const resolvers = [NodeQuery, ...parts.flatMap(({ resolvers = [] }) => resolvers)];
  const schema = buildSchemaSync({
    resolvers: resolvers as [ResolverClass, ...ResolverClass[]],
    validate: false,
    // type-graphql requires a pub-sub for subscriptions. Ours follow the event feed and do not use it.
    pubSub: createPubSub(),
  });
  guardFields(schema);
  const api = {
    schema,
    events,
    nodes: byName(
      parts.flatMap(({ nodes = [] }) => nodes),
      ({ type }) => type,
    ),
    bearers: byName(
      parts.flatMap(({ bearers = [] }) => bearers),
      ({ role }) => role,
    ),
    lists: byName(
      parts.flatMap(({ lists = [] }) => lists),
      ({ field }) => field,
    ),
    consequences: kinds.filter(({ isAct }) => !isAct).map(({ name }) => name),
  };
  return {
    api,
    metrics: parts.flatMap(({ metrics }) => metrics ?? []),
    routes: parts.flatMap(({ routes }) => routes ?? []),
  };
}

function byName<Name, T>(all: readonly T[], nameOf: (one: T) => Name): ReadonlyMap<Name, T> {
  const found = new Map<Name, T>();
  for (const one of all) {
    const name = nameOf(one);
    if (found.has(name)) throw new Error(`two features declare ${String(name)}`);
    found.set(name, one);
  }
  return found;
}
