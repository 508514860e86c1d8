// GraphQL over WebSockets: takes upgrades on the server's own port and speaks graphql-transport-ws on them.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { handleProtocols, makeServer, type Server } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { type SocketClient, type SocketServices, socketOptions } from "./socket-operations.ts";
import { Wire } from "./socket-wire.ts";

/** Sockets of one process at most. */
const MAX_SOCKETS = 10_000;
const GOING_AWAY = 1001;
const FAILED = 1011;

export interface SocketsOptions extends SocketServices {
  readonly path: string;
}

export class Sockets {
  readonly #server: WebSocketServer;
  readonly #options: SocketsOptions;
  readonly #graphql: Server<SocketClient>;
  #closing = false;

  constructor(options: SocketsOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: options.bounds.maxPayload,
      perMessageDeflate: false,
      handleProtocols,
    });
    this.#graphql = makeServer(socketOptions(options));
  }

  get count(): number {
    return this.#server.clients.size;
  }

  /** Bytes that wait in this process for their clients to read. */
  get bufferedBytes(): number {
    return [...this.#server.clients].reduce((sum, { bufferedAmount }) => sum + bufferedAmount, 0);
  }

  /** Takes an upgrade of the HTTP server, or refuses it with a status. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on("error", () => stream.destroy());
    const status = this.#refusal(request);
    if (status === undefined) {
      this.#server.handleUpgrade(request, stream, head, (socket) => this.#open(socket, request));
    } else {
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
  }

  #refusal({ url = "" }: IncomingMessage): string | undefined {
    if (url.split("?")[0] !== this.#options.path) return "404 Not Found";
    return this.#closing || this.count >= MAX_SOCKETS ? "503 Service Unavailable" : undefined;
  }

  #open(socket: WebSocket, request: IncomingMessage): void {
    const { log, metrics, bounds } = this.#options;
    const wire = new Wire(socket, bounds, () => metrics.slowReader());
    // What breaks the protocol closes the socket, and that says why.
    socket.on("error", () => {});
    const closed = this.#graphql.opened(
      {
        protocol: socket.protocol,
        send: (message) => wire.send(message),
        close: (code = GOING_AWAY, reason = "") => wire.close(code, reason),
        onMessage: (take) =>
          socket.on("message", async (message) => {
            if (!wire.isOpen) return;
            try {
              await take(String(message));
            } catch (err) {
              if (!wire.isOpen) return;
              log.error({ id: "socket", err }, "a socket failed");
              wire.close(FAILED, "something went wrong here");
            }
          }),
      },
      { wire, header: request.headers.authorization },
    );
    socket.once("close", (code, reason) => {
      closed(code, String(reason)).catch((err) => {
        log.error({ id: "socket", err }, "a socket's subscriptions did not end");
      });
    });
  }

  /** Takes no more upgrades, and closes every socket in a bounded time. */
  async close(): Promise<void> {
    this.#closing = true;
    const sockets = [...this.#server.clients];
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of sockets) socket.close(GOING_AWAY, "the server is going away");
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.terminate();
    }, this.#options.bounds.closingMs);
    await Promise.all(closed);
    clearTimeout(cut);
  }
}
