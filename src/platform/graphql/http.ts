// HTTP as we run it: bounded in size and time, measured, and errors in one form.
import type { AddressInfo } from "node:net";
import { type FastifyError, type FastifyInstance, fastify } from "fastify";
import type { Logger } from "pino";
import { StartupError } from "../../kernel/errors.ts";
import type { Metrics } from "./metrics.ts";

/** Bytes of a request's body at most; 1,000 orders take a sixth of it. */
const BODY_LIMIT = 2 * 1024 * 1024;
/** A request has so long to arrive, */
const ARRIVAL_MS = 15_000;
/** and its answer so long to be made. */
const HANDLER_MS = 60_000;
const KEEP_ALIVE_MS = 30_000;
/** What the Apollo handler throws for a `Host` header that is none. */
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
  // Else the connection of what was in flight would stay open, and with it the server.
  server.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
  server.addHook("onResponse", async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    metrics.request(method, routeOptions.url ?? "none", statusCode, elapsedTime);
  });
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    const { code, statusCode = code === BAD_HOST ? 400 : 500, message } = error;
    if (statusCode < 500) return reply.code(statusCode).send(body(message, "BAD_REQUEST"));
    log.error({ err: error }, "a request failed");
    return reply.code(statusCode).send(body("something went wrong here", "INTERNAL_SERVER_ERROR"));
  });
  server.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send(body(`there is no ${method} ${url.split("?")[0]}`, "NOT_FOUND")),
  );
  return server;
}

/** An error that is told before GraphQL comes to it, in GraphQL's form. */
export function body(message: string, code: string) {
  return { errors: [{ message, extensions: { code } }] };
}

const WHY_NOT: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use by another program: stop that, or set PORT to another",
  EACCES: "may not be used by this user: set PORT to one above 1023",
  EADDRNOTAVAIL: "is no address of this machine: set HOST to one that is",
  ENOTFOUND: "is no address of this machine: set HOST to one that is",
};

/** Listens and returns the URL. Throws `StartupError` for an address that cannot be had. */
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
