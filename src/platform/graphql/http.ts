// The HTTP server: limits on size and time, metrics, and one format for errors.
import type { AddressInfo } from "node:net";
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from "fastify";
import type { Logger } from "pino";
import { Overloaded, StartupError } from "../../kernel/errors.ts";
import type { Metrics } from "./metrics.ts";

/** The maximum size of a request body, in bytes; 1,000 orders take a sixth of it. */
const BODY_LIMIT = 2 * 1024 * 1024;
/** The maximum time to receive a request. */
const ARRIVAL_MS = 15_000;
/** The maximum time to handle a request. */
const HANDLER_MS = 60_000;
const KEEP_ALIVE_MS = 30_000;
/** The error code of the Apollo handler for an invalid `Host` header. */
const BAD_HOST = "ERR_INVALID_URL";

export function createHttp(log: Logger, metrics: Metrics): FastifyInstance {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: ARRIVAL_MS,
    handlerTimeout: HANDLER_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
  });
  let closing = false;
  server.addHook("preClose", async () => {
    closing = true;
  });
  // Otherwise connections with requests in progress would stay open and keep the server running.
  server.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
  server.addHook("onResponse", async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    metrics.request(method, routeOptions.url ?? "none", statusCode, elapsedTime);
  });
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    if (error instanceof Overloaded) return sendBusy(error, reply);
    const { code, statusCode = code === BAD_HOST ? 400 : 500, message } = error;
    if (statusCode < 500) return reply.code(statusCode).send(body(message, "BAD_REQUEST"));
    log.error({ err: error }, "a request failed");
    return reply
      .code(statusCode)
      .send(body("internal error; see the server log", "INTERNAL_SERVER_ERROR"));
  });
  server.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send(body(`not found: ${method} ${url.split("?")[0]}`, "NOT_FOUND")),
  );
  return server;
}

/** An error outside of GraphQL, in the format of GraphQL errors. */
export function body(message: string, code: string, more: { readonly retryAfter?: number } = {}) {
  return { errors: [{ message, extensions: { code, ...more } }] };
}

function sendBusy({ message, code, retryAfter }: Overloaded, reply: FastifyReply): FastifyReply {
  reply.code(503).header("retry-after", retryAfter).header("cache-control", "no-store");
  return reply.send(body(message, code, { retryAfter }));
}

const WHY_NOT: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use by another program: stop that program, or set PORT to another port",
  EACCES: "is not allowed for this user: set PORT to a port above 1023",
  EADDRNOTAVAIL: "is not an address of this machine: set HOST to one of its addresses",
  ENOTFOUND: "is not an address of this machine: set HOST to one of its addresses",
};

/** Starts listening and returns the URL. Throws `StartupError` if the address cannot be used. */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new StartupError(`${host} port ${port} ${WHY_NOT[code] ?? `cannot be used: ${message}`}`);
  }
  const { family, address, port: bound } = server.addresses()[0] as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`;
}
