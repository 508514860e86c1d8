// What the transports need of the app, and the context that an operation runs in.

import type { Lanes } from "../../commission/orders/lane/lanes.ts";
import type { Actor, Database, Network } from "../../database/database.ts";
import { DEFAULT_NETWORK } from "../../database/networks.ts";
import type { Exports } from "../../finance/exports/store/exports.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { Simulations } from "../../simulation/store/simulations.ts";
import type { Feeds } from "../feed/feeds.ts";
import type { Context, Viewer } from "./context.ts";
import { createLoaders } from "./loaders.ts";

export interface Services {
  readonly database: Database;
  readonly lanes: Lanes;
  readonly feeds: Feeds;
  readonly simulations: Simulations;
  readonly exports: Exports;
}

/** The network that a viewer's token names. Throws `UNAUTHENTICATED` if it is not there. */
export async function networkOf({ database }: Services, viewer?: Viewer): Promise<Network> {
  try {
    return await database.network(viewer?.network ?? DEFAULT_NETWORK);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const why = viewer ? "the token is of a network that is not here" : "a token is needed";
    throw new Refusal("UNAUTHENTICATED", why);
  }
}

/** The context of one operation. */
export function createContext(
  { lanes, feeds, simulations, exports }: Services,
  network: Network,
  viewer: Viewer | undefined,
): Context {
  const own = viewer === undefined ? network : network.as(actorOf(viewer));
  return { viewer, network: own, lanes, feeds, simulations, exports, loaders: createLoaders(own) };
}

function actorOf({ sub, role, token }: Viewer): Actor {
  return { sub, role, token };
}
