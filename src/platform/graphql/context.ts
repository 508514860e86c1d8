// What a resolver has at hand: who asks, of which network, and the rooms' services.

import type { Lanes } from "../../commission/orders/lane/lanes.ts";
import type { Network } from "../../database/database.ts";
import type { Exports } from "../../finance/exports/store/exports.ts";
import type { Simulations } from "../../simulation/store/simulations.ts";
import type { Feeds } from "../feed/feeds.ts";
import type { Loaders } from "./loaders.ts";

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
  readonly lanes: Lanes;
  readonly feeds: Feeds;
  readonly simulations: Simulations;
  readonly exports: Exports;
  readonly loaders: Loaders;
}
