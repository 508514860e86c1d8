// The services that HTTP and WebSockets need, and the context of an operation.
import type { Actor, Database, Network } from "../database/database.ts";
import { DEFAULT_NETWORK } from "../database/networks.ts";
import type { Feeds } from "../events/feeds.ts";
import type { Exports } from "../finance/export/exports.ts";
import { Refusal } from "../kernel/errors.ts";
import type { Lanes } from "../settlement/lanes.ts";
import type { Simulations } from "../settlement/simulations.ts";
import type { Context, Viewer } from "./context.ts";
import { createLoaders } from "./loaders.ts";

export interface Services {
  readonly database: Database;
  readonly lanes: Lanes;
  readonly feeds: Feeds;
  readonly simulations: Simulations;
  readonly exports: Exports;
}

/** The network that a viewer's token names. Throws `UNAUTHENTICATED` if it does not exist. */
export async function networkOf({ database }: Services, viewer?: Viewer): Promise<Network> {
  try {
    return await database.network(viewer?.network ?? DEFAULT_NETWORK);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const why = viewer ? "the token names a network that does not exist" : "a token is required";
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
