// What operators watch, in Prometheus' form: a registry of its own for each server.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Services } from "../services.ts";

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What is read off at the moment of a scrape. */
export interface Gauges {
  readonly sockets: () => number;
  readonly bufferedBytes: () => number;
  readonly subscribers: () => number;
}

/** How a feature adds metrics of its own to a server's registry. */
export type AddMetrics = (registry: Registry, services: Services) => void;

export class Metrics {
  readonly #registry = new Registry();
  readonly #http = this.#timer("http_request_duration_seconds", "HTTP requests.", [
    "method",
    "route",
    "status",
  ]);
  readonly #operations = this.#timer(
    "graphql_operation_duration_seconds",
    "GraphQL operations; a subscription's until it has started.",
    ["type", "transport", "outcome"],
  );
  readonly #slowReaders = new Counter({
    name: "graphql_slow_readers_total",
    help: "Sockets that were cut off because they did not read.",
    registers: [this.#registry],
  });

  constructor(gauges: Gauges) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge("graphql_sockets", "Open WebSockets.", gauges.sockets);
    this.#gauge("graphql_sockets_buffered_bytes", "Not read yet.", gauges.bufferedBytes);
    this.#gauge("graphql_subscribers", "Running subscriptions.", gauges.subscribers);
  }

  /** Lets features add theirs. */
  add(parts: readonly AddMetrics[], services: Services): void {
    for (const add of parts) add(this.#registry, services);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything, as Prometheus reads it. */
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

  slowReader(): void {
    this.#slowReaders.inc();
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
