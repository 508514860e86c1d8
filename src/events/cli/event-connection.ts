// A WebSocket connection to the API that notices when the server does not answer, and says why it ended.
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** How often the server is pinged, and how long it has to answer. */
const PING_MS = 10_000;
const PONG_MS = 5_000;
/** How long the server has to acknowledge the connection. */
const WELCOME_MS = 10_000;
/** How long the socket stays open between two operations. */
const IDLE_MS = 5_000;

/** The close codes after which the same client must not connect again. */
const UNWELCOME = new Set([4400, 4401, 4403, 4406]);

/** Why a connection ended; `final` if connecting again with the same token cannot succeed. */
export interface Ending {
  readonly why: string;
  readonly final: boolean;
  readonly expired: boolean;
}

/** The client connects when it is first used; it does not reconnect. */
export function connect(url: string, token: string): Client {
  let overdue: NodeJS.Timeout | undefined;
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    connectionAckWaitTimeout: WELCOME_MS,
    lazyCloseTimeout: IDLE_MS,
    keepAlive: PING_MS,
    retryAttempts: 0,
    on: {
      ping: (received) => {
        if (!received) overdue = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(overdue);
      },
      closed: () => clearTimeout(overdue),
    },
  });
  return client;
}

/** The ending for what a failed connection threw: a close event, or an error event before it was open. */
export function endingOf(thrown: unknown): Ending {
  const { code, reason, message, error } = thrown as Thrown;
  if (typeof code === "number") {
    const why = reason || `the connection was closed with code ${code}`;
    return { why, final: UNWELCOME.has(code), expired: code === 4401 && /expired/.test(why) };
  }
  return { why: message || error?.code || String(thrown), final: false, expired: false };
}

interface Thrown {
  readonly code?: unknown;
  readonly reason?: string;
  readonly message?: string;
  /** An AggregateError has a code and no message. */
  readonly error?: NodeJS.ErrnoException;
}
