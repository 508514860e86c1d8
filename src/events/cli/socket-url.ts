// Finds the URL of the API's WebSocket, from a URL that the user gives or from the server's settings.
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
/** Hosts that mean every address of the machine, and the address to connect to instead. */
const EVERYWHERE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** Accepts `http://host`, `ws://host/graphql` and similar; without `text` it is the server of the settings. */
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
