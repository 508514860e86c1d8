// The spans of HTTP requests. A caller that sends `traceparent` finds them in its own trace.
import { type Context, context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from "fastify";
import { Traces } from "../traces/traces.ts";

/** Asked every few seconds by machines. */
const WITHOUT = new Set(["/livez", "/readyz", "/metrics"]);

export function traceRequests(server: FastifyInstance, { tracer }: Traces): void {
  const contexts = new WeakMap<FastifyRequest, Context>();
  server.addHook("onRequest", (request, reply, done) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url ?? "none";
    if (WITHOUT.has(route)) return done();
    const parent = Traces.parentOf(headers);
    const attributes = { "http.request.method": method, "http.route": route };
    const options = { kind: SpanKind.SERVER, attributes };
    const span = tracer.startSpan(`${method} ${route}`, options, parent);
    contexts.set(request, trace.setSpan(parent, span));
    reply.raw.once("close", () => {
      span.setAttribute("http.response.status_code", reply.statusCode);
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    done();
  });
  // The body arrives in events of the socket, which know nothing of the request's context.
  server.addHook("preHandler", (request, _reply, done) => {
    const own = contexts.get(request);
    if (own === undefined) done();
    else context.with(own, done);
  });
}

/** A handler of GraphQL in the span of its operation. */
export function inOperation(traces: Traces, handle: RouteHandlerMethod): RouteHandlerMethod {
  return function (request, reply) {
    return traces.operation("http", async () => handle.call(this, request, reply));
  };
}
