// Prometheus metrics. Each server has its own registry.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Services } from "../services.ts";
import type { Traces } from "../traces/traces.ts";

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The values that are read at each scrape. */
export interface Gauges {
  readonly sockets: () => number;
  readonly bufferedBytes: () => number;
  readonly subscribers: () => number;
}

/** How a feature adds its metrics to a server's registry, and its spans where traces are on. */
export type AddMetrics = (
  registry: Registry,
  services: Services,
  traces: Traces | undefined,
) => void;

export class Metrics {
  readonly #registry = new Registry();
  readonly #http = this.#timer(
    "http_request_duration_seconds",
    "Duration of HTTP requests, in seconds.",
    ["method", "route", "status"],
  );
  readonly #operations = this.#timer(
    "graphql_operation_duration_seconds",
    "Duration of GraphQL operations, in seconds; for subscriptions, until the start.",
    ["type", "transport", "outcome"],
  );
  readonly #slowReaders = new Counter({
    name: "graphql_slow_readers_total",
    help: "WebSockets that were closed because the client did not read.",
    registers: [this.#registry],
  });
  readonly #busy = new Counter({
    name: "graphql_busy_operations_total",
    help: "GraphQL operations that were refused because too many were running.",
    registers: [this.#registry],
  });
  readonly #frames = new Counter({
    name: "graphql_event_frames_total",
    help: "Events that were written to WebSockets.",
    registers: [this.#registry],
  });
  readonly #sharedFrames = new Counter({
    name: "graphql_event_frames_shared_total",
    help: "Events that were written to WebSockets with a payload that was executed for another subscriber.",
    registers: [this.#registry],
  });
  readonly #feedLag = new Histogram({
    name: "graphql_feed_lag_seconds",
    help: "Time from the commit of an event to writing it to a WebSocket, in seconds; without replayed events.",
    buckets: SECONDS,
    registers: [this.#registry],
  });

  constructor(gauges: Gauges) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge("graphql_sockets", "Open WebSockets.", gauges.sockets);
    this.#gauge(
      "graphql_sockets_buffered_bytes",
      "Bytes that WebSocket clients have not read yet.",
      gauges.bufferedBytes,
    );
    this.#gauge("graphql_subscribers", "Running subscriptions.", gauges.subscribers);
  }

  /** Lets features add theirs. */
  add(parts: readonly AddMetrics[], services: Services, traces?: Traces): void {
    for (const add of parts) add(this.#registry, services, traces);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in the Prometheus text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  request(method: string, route: string, status: number, ms: number): void {
    this.#http.observe({ method, route, status }, ms / 1_000);
  }

  operation(type: string, transport: "http" | "socket", failed: boolean, ms: number): void {
    const outcome = failed ? "error" : "ok";
    this.#operations.observe({ type, transport, outcome }, ms / 1_000);
  }

  turnedAway(): void {
    this.#busy.inc();
  }

  slowReader(): void {
    this.#slowReaders.inc();
  }

  /** An event was written. `lagMs` is undefined for one that is older than its subscription. */
  eventFrame(isShared: boolean, lagMs: number | undefined): void {
    this.#frames.inc();
    if (isShared) this.#sharedFrames.inc();
    if (lagMs !== undefined) this.#feedLag.observe(lagMs / 1_000);
  }

  #timer<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}
