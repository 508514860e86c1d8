// GraphQL over WebSockets: accepts upgrades on the HTTP port and speaks graphql-transport-ws.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { handleProtocols, makeServer, type Server } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { type SocketClient, type SocketServices, socketOptions } from "./socket-operations.ts";
import { Wire } from "./socket-wire.ts";

/** The maximum number of WebSockets of one process. */
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
      // One message in each turn of the event loop, so that a flood of them leaves turns for everyone else.
      allowSynchronousEvents: false,
      handleProtocols,
    });
    this.#graphql = makeServer(socketOptions(options));
  }

  get count(): number {
    return this.#server.clients.size;
  }

  /** The number of bytes in this process that clients have not read yet. */
  get bufferedBytes(): number {
    return [...this.#server.clients].reduce((sum, { bufferedAmount }) => sum + bufferedAmount, 0);
  }

  /** Accepts an upgrade of the HTTP server, or rejects it with a status. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on("error", () => stream.destroy());
    const status = this.#refusal(request);
    if (status === undefined) {
      this.#server.handleUpgrade(request, stream, head, (socket) =>
        this.#open(socket, stream, request),
      );
    } else {
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
  }

  #refusal({ url = "" }: IncomingMessage): string | undefined {
    if (url.split("?")[0] !== this.#options.path) return "404 Not Found";
    return this.#closing || this.count >= MAX_SOCKETS ? "503 Service Unavailable" : undefined;
  }

  #open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const { log, metrics, bounds } = this.#options;
    const wire = new Wire(socket, stream, bounds, () => metrics.slowReader());
    // A protocol error closes the socket; the close frame gives the reason.
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
              log.error({ id: "socket", err }, "a WebSocket failed");
              wire.close(FAILED, "internal error; see the server log");
            }
          }),
      },
      { wire, header: request.headers.authorization },
    );
    socket.once("close", (code, reason) => {
      closed(code, String(reason)).catch((err) => {
        log.error({ id: "socket", err }, "the subscriptions of a WebSocket did not end");
      });
    });
  }

  /** Accepts no more upgrades and closes all sockets within a bounded time. */
  async close(): Promise<void> {
    this.#closing = true;
    const sockets = [...this.#server.clients];
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of sockets) socket.close(GOING_AWAY, "the server is shutting down");
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.terminate();
    }, this.#options.bounds.closingMs);
    await Promise.all(closed);
    clearTimeout(cut);
  }
}
