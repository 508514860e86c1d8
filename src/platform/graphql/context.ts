// What a resolver has at hand: who asks, of which network, and what the process and the features offer.
import type { GraphQLSchema } from "graphql";
import type { Network } from "../../database/database.ts";
import type { FeedEvent } from "../feed/event.ts";
import type { EventKind } from "../feed/event-kind.ts";
import type { Services } from "../services.ts";
import type { Loaders } from "./loaders.ts";
import type { Node } from "./node.ts";
import type { Reach } from "./reach.ts";

export const ROLES = ["ADMIN", "FINANCE", "AUDITOR", "DISTRIBUTOR", "SUPPLIER"] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, as the token says; `distributor` and `supplier` are codes. */
export interface Viewer {
  readonly sub: string;
  /** The token's id, if it has one. */
  readonly token?: string | undefined;
  readonly role: Role;
  readonly network: string;
  readonly distributor?: string | undefined;
  readonly supplier?: string | undefined;
}

/** One request's context, or one socket operation's. */
export interface Context {
  /** Undefined without a token: then every field that has a guard refuses. */
  readonly viewer: Viewer | undefined;
  readonly network: Network;
  readonly services: Services;
  readonly api: Api;
  readonly loaders: Loaders;
}

/** What the features make of the API, put together once at start. */
export interface Api {
  readonly schema: GraphQLSchema;
  readonly nodes: ReadonlyMap<string, NodeType>;
  readonly bearers: ReadonlyMap<Role, Bearer>;
  readonly lists: ReadonlyMap<string, WholeList>;
  /** By the names of their kinds. */
  readonly events: ReadonlyMap<string, EventType>;
  /** The names of the kinds of transactions that nobody's act makes. */
  readonly consequences: readonly string[];
}

/** A kind of event, and its object of the API. */
export interface EventType {
  readonly kind: EventKind;
  readonly show: (fact: FeedEvent) => object;
}

/** A kind of event as its own type; the feed gives each type the events of its kind alone. */
export function eventType<Fact extends FeedEvent>(
  kind: EventKind<Fact>,
  show: (fact: Fact) => object,
): EventType {
  return { kind, show: show as EventType["show"] };
}

/** How a type of node is found again by its global id: who may, and the node if it is within reach. */
export interface NodeType {
  /** The GraphQL type, as ids name it. */
  readonly type: string;
  readonly roles: readonly Role[];
  readonly find: (context: Context, key: number) => Promise<Node | null>;
}

/** How far the bearer of a role's token sees; a role without one sees the whole network. */
export interface Bearer {
  readonly role: Role;
  /** Undefined if the token names a party that does not exist. */
  readonly reach: (context: Context, viewer: Viewer) => Promise<Reach | undefined>;
}

/** What a list that comes whole, not by pages, counts as when the cost of an operation is measured. */
export interface WholeList {
  readonly field: string;
  /** How many items it usually has. */
  readonly usual: number;
  /** An argument that bounds it, the most it may be, and what a list of such lists counts as. */
  readonly bound?: { readonly argument: string; readonly most: number };
}
