// The services that HTTP and WebSockets need, and the context of an operation.
import type { Actor, Network } from "../../database/database.ts";
import { DEFAULT_NETWORK } from "../../database/networks.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { Services } from "../services.ts";
import type { Api, Context, Viewer } from "./context.ts";
import { impersonal } from "./impersonal.ts";
import { Loaders } from "./loaders.ts";

/** What the transports serve. */
export interface Served {
  readonly services: Services;
  readonly api: Api;
}

/** The network that a viewer's token names. Throws `UNAUTHENTICATED` if it does not exist. */
export async function networkOf({ services }: Served, viewer?: Viewer): Promise<Network> {
  try {
    return await services.database.network(viewer?.network ?? DEFAULT_NETWORK);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const why = viewer ? "the token names a network that does not exist" : "a token is required";
    throw new Refusal("UNAUTHENTICATED", why);
  }
}

/** The context of one operation. */
export function createContext(
  { services, api }: Served,
  network: Network,
  viewer: Viewer | undefined,
  gone: Context["gone"] = () => undefined,
): Context {
  const own = viewer === undefined ? network : network.as(actorOf(viewer));
  return { viewer, network: own, services, api, loaders: new Loaders(network), gone };
}

/**
 * The context of an execution whose result is for all tokens of the viewer's scope; `isPersonal` tells
 * whether it has used what only this token says.
 */
export function createSharedContext(
  { services, api }: Served,
  network: Network,
  viewer: Viewer,
  loaders: Loaders,
): { readonly context: Context; readonly isPersonal: () => boolean } {
  let used = false;
  const anyone = impersonal(viewer, () => {
    used = true;
  });
  const context = {
    viewer: anyone,
    network: network.as(anyone),
    services,
    api,
    loaders,
    gone: () => undefined,
  };
  return { context, isPersonal: () => used };
}

function actorOf({ sub, role, token }: Viewer): Actor {
  return { sub, role, token };
}
