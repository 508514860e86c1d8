// What a feature adds to the API, and how the parts of all features become one.
import "./no-metadata.ts";

import { createPubSub } from "@graphql-yoga/subscription";
import type { FastifyInstance } from "fastify";
import { buildSchemaSync } from "type-graphql";
import { COMMON_CODES, type FeatureCode } from "../../kernel/errors.ts";
import type { TransactionKind } from "../../ledger/kind.ts";
import { authChecker } from "./access.ts";
import type { Gate } from "./auth.ts";
import type { Api, Bearer, EventType, NodeType, WholeList } from "./context.ts";
import { fillEnum } from "./enum.ts";
import { EventKindEnum } from "./event.ts";
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
  /** Types that are found again by their global ids. */
  readonly nodes?: readonly NodeType[];
  /** How far the bearers of a role see. */
  readonly bearers?: readonly Bearer[];
  /** Lists that come whole, and what they count as when an operation is measured. */
  readonly lists?: readonly WholeList[];
  /** The objects of its kinds of events. */
  readonly events?: readonly EventType[];
  readonly metrics?: AddMetrics;
  /** HTTP routes beside GraphQL. */
  readonly routes?: AddRoutes;
}

export type AddRoutes = (server: FastifyInstance, served: Served, gate: Gate) => void;

/** The API, and what its server has beside it. */
export interface BuiltApi {
  readonly api: Api;
  readonly metrics: readonly AddMetrics[];
  readonly routes: readonly AddRoutes[];
}

/** What the API shows of the features' other parts. */
export interface Declared {
  readonly codes: readonly FeatureCode[];
  readonly kinds: readonly TransactionKind[];
}

/** Puts the parts together. Throws where two features declare the same. */
export function buildApi(parts: readonly FeatureApi[], { codes, kinds }: Declared): BuiltApi {
  const events = byName(
    parts.flatMap(({ events = [] }) => events),
    ({ kind }) => kind.kind,
  );
  fillEnum(ErrorCode, [...COMMON_CODES, ...codes]);
  fillEnum(EventKindEnum, [...events.keys()]);
  fillEnum(
    KindEnum,
    kinds.map(({ name }) => name),
  );
  const resolvers = [NodeQuery, ...parts.flatMap(({ resolvers = [] }) => resolvers)];
  const schema = buildSchemaSync({
    resolvers: resolvers as [ResolverClass, ...ResolverClass[]],
    authChecker,
    validate: false,
    // Demanded where there are subscriptions; ours follow the feed and publish nothing here.
    pubSub: createPubSub(),
  });
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
