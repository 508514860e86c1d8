// A WebSocket to the API that notices a server which is gone, and tells why a connection ended.
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** How often the server is asked whether it is there, and how long it has to answer. */
const PING_MS = 10_000;
const PONG_MS = 5_000;
/** The server's welcome may take so long. */
const WELCOME_MS = 10_000;
/** The socket stays open for so long between two operations. */
const IDLE_MS = 5_000;

/** Codes with which the server closes on a client that it will not have back. */
const UNWELCOME = new Set([4400, 4401, 4403, 4406]);

/** Why a connection ended; `final` if coming back with the same token is of no use. */
export interface Ending {
  readonly why: string;
  readonly final: boolean;
  readonly expired: boolean;
}

/** Connects when it is first used; an ended connection is not opened again. */
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

/** What a failed connection threw: a close event, or an error event before it was open. */
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
