// The context of a resolver: the viewer, the network, and the services of the features.
import type { Network } from "../database/database.ts";
import type { Feeds } from "../events/feeds.ts";
import type { Exports } from "../finance/export/exports.ts";
import type { Lanes } from "../settlement/lanes.ts";
import type { Simulations } from "../settlement/simulations.ts";
import type { Loaders } from "./loaders.ts";

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
  readonly lanes: Lanes;
  readonly feeds: Feeds;
  readonly simulations: Simulations;
  readonly exports: Exports;
  readonly loaders: Loaders;
}
