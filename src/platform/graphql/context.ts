// The context of a resolver: the viewer, the network, and the services of the process and the features.
import type { GraphQLSchema } from "graphql";
import type { Network } from "../../database/database.ts";
import type { FeedEvent } from "../feed/event.ts";
import type { EventKind } from "../feed/event-kind.ts";
import type { Services } from "../services.ts";
import type { Loaders } from "./loaders.ts";
import type { Node } from "./node.ts";
import type { ViewerScope } from "./viewer-scope.ts";

export const ROLES = ["ADMIN", "FINANCE", "AUDITOR", "DISTRIBUTOR", "SUPPLIER"] as const;
export type Role = (typeof ROLES)[number];

/** The holder of the token, from its claims; `distributor` and `supplier` are codes. */
export interface Viewer {
  readonly sub: string;
  /** The id (`jti` claim) of the token, if it has one. */
  readonly token?: string | undefined;
  readonly role: Role;
  readonly network: string;
  readonly distributor?: string | undefined;
  readonly supplier?: string | undefined;
}

/** The context of one HTTP request or one WebSocket operation. */
export interface Context {
  /** Undefined without a token; guarded fields then answer UNAUTHENTICATED. */
  readonly viewer: Viewer | undefined;
  readonly network: Network;
  readonly services: Services;
  readonly api: Api;
  readonly loaders: Loaders;
  /** Aborts when nobody waits for the answer any more; undefined where that is not known. */
  readonly gone: () => AbortSignal | undefined;
}

/** The parts of the API that features declare, combined once at start. */
export interface Api {
  readonly schema: GraphQLSchema;
  readonly nodes: ReadonlyMap<string, NodeType>;
  readonly bearers: ReadonlyMap<Role, Bearer>;
  readonly lists: ReadonlyMap<string, WholeList>;
  /** By the names of their kinds. */
  readonly events: ReadonlyMap<string, EventType>;
  /** The names of the transaction kinds that follow from other transactions, without a request. */
  readonly consequences: readonly string[];
}

/** A kind of event, and how it becomes a GraphQL object. */
export interface EventType {
  readonly kind: EventKind;
  readonly show: (fact: FeedEvent) => object;
  /** Gives the loaders what the event holds, so that it is not read again. */
  readonly prime?: ((fact: FeedEvent, loaders: Loaders) => void) | undefined;
}

/** Declares an event type; it receives only events of its kind. */
export function eventType<Fact extends FeedEvent>(
  kind: EventKind<Fact>,
  show: (fact: Fact) => object,
  prime?: (fact: Fact, loaders: Loaders) => void,
): EventType {
  return { kind, show: show as EventType["show"], prime: prime as EventType["prime"] };
}

/** How one type of node is found by its global id: the roles that may look it up, and the lookup. */
export interface NodeType {
  /** The GraphQL type, as global ids contain it. */
  readonly type: string;
  readonly roles: readonly Role[];
  readonly find: (context: Context, key: number) => Promise<Node | null>;
}

/** What a role's tokens may see. A role without a bearer sees the whole network. */
export interface Bearer {
  readonly role: Role;
  /** Undefined if the token names a party that does not exist. */
  readonly scope: (context: Context, viewer: Viewer) => Promise<ViewerScope | undefined>;
}

/** The assumed size of a list without pages when the cost of an operation is measured. */
export interface WholeList {
  readonly field: string;
  /** The usual number of items. */
  readonly usual: number;
  /** The argument that limits the list, and its maximum, which counts for such a list inside another one. */
  readonly bound?: { readonly argument: string; readonly most: number };
}
