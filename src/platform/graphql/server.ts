// The HTTP server: GraphQL, GraphiQL, health and metrics on one port, with the WebSockets beside them.
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance } from "fastify";
import { GraphQLError, type GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import { readAllCustody } from "../../finance/custody/store/custody.ts";
import { serveExports } from "../../finance/exports/api/export-route.ts";
import { Refusal } from "../../kernel/errors.ts";
import { startApollo } from "./apollo.ts";
import { Gate } from "./auth.ts";
import type { Context } from "./context.ts";
import { serveGraphiql } from "./graphiql.ts";
import { findUnreadiness } from "./health.ts";
import { body, createHttp, listen } from "./http.ts";
import { Metrics } from "./metrics.ts";
import { createContext, networkOf, type Services } from "./session.ts";
import { Sockets } from "./socket.ts";
import { SOCKET_BOUNDS, type SocketBounds } from "./socket-wire.ts";

const PATH = "/graphql";
/** What is in flight when the server stops has so long to end. */
const DRAIN_MS = 10_000;

export interface ServerOptions {
  readonly schema: GraphQLSchema;
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
  readonly authSecret: string;
  readonly log: Logger;
  readonly bounds?: Partial<SocketBounds> | undefined;
}

export interface RunningServer {
  /** like http://127.0.0.1:4000 */
  readonly url: string;
  /** Takes nothing new, lets what is in flight end, closes the sockets with 1001; bounded in time. */
  close(): Promise<void>;
}

/** Starts listening. Throws `StartupError` for a host or port that cannot be had. */
export async function startServer(
  services: Services,
  options: ServerOptions,
): Promise<RunningServer> {
  const { schema, log } = options;
  const gate = new Gate(options.authSecret);
  const bounds = { ...SOCKET_BOUNDS, ...options.bounds };
  const metrics: Metrics = new Metrics({
    sockets: () => sockets.count,
    bufferedBytes: () => sockets.bufferedBytes,
    subscribers: () => services.feeds.subscribers,
    custody: () => readAllCustody(services.database),
  });
  services.lanes.onBatch = (outcomes) => metrics.batch(outcomes);
  const sockets = new Sockets({ path: PATH, schema, services, gate, log, metrics, bounds });
  const apollo = await startApollo(schema, log, metrics);
  const server = createHttp(log, metrics);
  const handle = fastifyApolloHandler(apollo, {
    context: ({ headers }) => contextOf(services, gate, headers.authorization),
  });
  server.post(PATH, handle);
  server.get(PATH, (_request, reply) =>
    reply.code(405).header("allow", "POST").send(body("send operations with POST", "BAD_REQUEST")),
  );
  serveGraphiql(server);
  serveExports(server, services, gate);
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

/** Without a token nobody asks; a token that is not good is refused at once. */
async function contextOf(
  services: Services,
  gate: Gate,
  header: string | undefined,
): Promise<Context> {
  try {
    const session = header === undefined ? undefined : await gate.admit(header);
    const network = await networkOf(services, session?.viewer);
    return createContext(services, network, session?.viewer);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const extensions = { code: error.code, http: { status: 401 } };
    throw new GraphQLError(error.message, { extensions });
  }
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
