// Where the API's WebSocket is: from a URL of the server as people write it, or from the server's own settings.
import { isIPv6 } from "node:net";
import { Failure } from "../../platform/cli/faults.ts";
import type { Config } from "../../platform/config.ts";

const PATH = "/graphql";
const SOCKETS: Readonly<Record<string, string>> = {
  "http:": "ws:",
  "https:": "wss:",
  "ws:": "ws:",
  "wss:": "wss:",
};
/** Hosts to listen on that stand for every address of the machine. */
const EVERYWHERE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** `http://host`, `ws://host/graphql` and the like; without one the server that the settings tell of. */
export function socketUrl(
  text: string | undefined,
  { host, port }: Pick<Config, "host" | "port">,
): string {
  const name = EVERYWHERE[host] ?? host;
  const url = URL.parse(text ?? `http://${isIPv6(name) ? `[${name}]` : name}:${port}`);
  const protocol = SOCKETS[url?.protocol ?? ""];
  if (url === null || protocol === undefined) {
    throw new Failure([`--url: ${JSON.stringify(text)} is not a URL like http://127.0.0.1:4000`]);
  }
  return `${protocol}//${url.host}${url.pathname === "/" ? PATH : url.pathname}${url.search}`;
}
