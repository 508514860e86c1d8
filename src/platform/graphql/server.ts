// The HTTP server: GraphQL, GraphiQL, exports, health and metrics on one port, and WebSockets on the same port.

import type { ServerResponse } from "node:http";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, RouteHandlerMethod } from "fastify";
import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import { Refusal } from "../../kernel/errors.ts";
import type { Services } from "../services.ts";
import type { Traces } from "../traces/traces.ts";
import { startApollo } from "./apollo.ts";
import { Gate } from "./auth.ts";
import type { Context } from "./context.ts";
import { connectionMetrics, jobMetrics } from "./database-metrics.ts";
import type { BuiltApi } from "./feature-api.ts";
import { serveGraphiql } from "./graphiql.ts";
import { findUnreadiness } from "./health.ts";
import { body, createHttp, listen } from "./http.ts";
import { Metrics } from "./metrics.ts";
import { Room } from "./room.ts";
import { createContext, networkOf, type Served } from "./session.ts";
import { Sockets } from "./socket.ts";
import { SOCKET_BOUNDS, type SocketBounds } from "./socket-wire.ts";
import { inOperation, traceRequests } from "./trace-requests.ts";
import { workerMetrics } from "./worker-metrics.ts";

const PATH = "/graphql";
/** The time that requests in progress have to finish when the server stops. */
const DRAIN_MS = 10_000;

export interface ServerOptions {
  readonly built: BuiltApi;
  readonly host: string;
  /** 0 chooses a free port. */
  readonly port: number;
  readonly authSecret: string;
  readonly log: Logger;
  readonly bounds?: Partial<SocketBounds> | undefined;
  /** Undefined if traces are off. */
  readonly traces?: Traces | undefined;
}

export interface RunningServer {
  /** Such as http://127.0.0.1:4000. */
  readonly url: string;
  /** Accepts no new requests, lets running ones finish, closes sockets with 1001. Returns within a bounded time. */
  close(): Promise<void>;
}

/** Starts listening. Throws `StartupError` if the host or port cannot be used. */
export async function startServer(
  services: Services,
  options: ServerOptions,
): Promise<RunningServer> {
  const { built, log, traces } = options;
  const served: Served = { services, api: built.api };
  const gate = new Gate(options.authSecret);
  const bounds = { ...SOCKET_BOUNDS, ...options.bounds };
  const metrics: Metrics = new Metrics({
    sockets: () => sockets.count,
    bufferedBytes: () => sockets.bufferedBytes,
    subscribers: () => services.feeds.subscribers,
  });
  metrics.add([connectionMetrics, jobMetrics, workerMetrics, ...built.metrics], services, traces);
  const room = new Room(() => metrics.turnedAway());
  const sockets = new Sockets({ path: PATH, served, gate, log, metrics, room, bounds, traces });
  const apollo = await startApollo(built.api, { log, metrics, traces });
  const server = createHttp(log, metrics);
  if (traces !== undefined) traceRequests(server, traces);
  const handle = fastifyApolloHandler(apollo, {
    context: ({ headers }, { raw }) => contextOf(served, gate, headers.authorization, raw),
  });
  const inRoom = holding(room, traces === undefined ? handle : inOperation(traces, handle));
  // Refused before its body is read; many may have been let in by the time that the body is there.
  server.post(PATH, { onRequest: async () => room.assertFree() }, inRoom);
  server.get(PATH, (_request, reply) =>
    reply
      .code(405)
      .header("allow", "POST")
      .send(body("send GraphQL operations with POST", "BAD_REQUEST")),
  );
  serveGraphiql(server);
  for (const add of built.routes) add(server, served, gate);
  serveHealth(server, services, metrics);
  server.get("/", (_request, reply) => reply.redirect("/graphiql"));
  server.server.on("upgrade", (request, stream, head) => sockets.upgrade(request, stream, head));
  const url = await listen(server, options.host, options.port);
  const close = async () => {
    const cut = setTimeout(() => server.server.closeAllConnections(), DRAIN_MS);
    await Promise.all([server.close(), sockets.close()]);
    clearTimeout(cut);
    await apollo.stop();
  };
  return { url, close };
}

function holding(room: Room, handle: RouteHandlerMethod): RouteHandlerMethod {
  return function (request, reply) {
    return room.hold(async () => handle.call(this, request, reply));
  };
}

/** A request without a token has no viewer; an invalid token is rejected at once. */
async function contextOf(
  served: Served,
  gate: Gate,
  header: string | undefined,
  answer: ServerResponse,
): Promise<Context> {
  try {
    const session = header === undefined ? undefined : await gate.admit(header);
    const network = await networkOf(served, session?.viewer);
    return createContext(served, network, session?.viewer, () => goneSignal(answer));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const extensions = { code: error.code, http: { status: 401 } };
    throw new GraphQLError(error.message, { extensions });
  }
}

// Fastify's own signal aborts as soon as the request was read.
function goneSignal(answer: ServerResponse): AbortSignal {
  const gone = new AbortController();
  answer.once("close", () => {
    if (!answer.writableFinished) gone.abort();
  });
  return gone.signal;
}

function serveHealth(server: FastifyInstance, { database }: Services, metrics: Metrics): void {
  server.get("/livez", async () => ({ status: "ok" }));
  server.get("/readyz", async (_request, reply) => {
    const reason = await findUnreadiness(database);
    if (reason === undefined) return { status: "ok" };
    return reply.code(503).send({ status: "unavailable", reason });
  });
  server.get("/metrics", async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}
