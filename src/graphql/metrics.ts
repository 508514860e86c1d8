// Prometheus metrics. Each server has its own registry.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { NetworkCustody } from "../finance/custody.ts";
import type { Outcome } from "../settlement/batch.ts";

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 4_000];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The values that are read at each scrape. */
export interface Gauges {
  readonly sockets: () => number;
  readonly bufferedBytes: () => number;
  readonly subscribers: () => number;
  readonly custody: () => Promise<readonly NetworkCustody[]>;
}

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

  readonly #orders = new Counter({
    name: "settlement_orders_total",
    help: "Orders by outcome: settled, repeated or refused.",
    labelNames: ["outcome"],
    registers: [this.#registry],
  });
  readonly #batches = new Histogram({
    name: "settlement_batch_orders",
    help: "Number of orders in one commit.",
    buckets: BATCH_SIZES,
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
    this.#custody(gauges.custody);
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

  batch(outcomes: readonly Outcome[]): void {
    this.#batches.observe(outcomes.length);
    for (const { status } of outcomes) this.#orders.inc({ outcome: status.toLowerCase() });
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

  // The values are floating-point numbers of minor units: good for monitoring, not for accounting.
  #custody(read: Gauges["custody"]): void {
    const kinds = ["balance", "gap", "position"] as const;
    const registers = [this.#registry];
    const [name, help] = [
      "custody_minor_units",
      "Custody balance, gap and own position, in minor units of the settlement asset.",
    ];
    new Gauge({
      ...{ name, help, registers, labelNames: ["network", "kind"] },
      async collect() {
        this.reset();
        for (const { network, custodyMinor, gapMinor, positionMinor } of await read()) {
          const figures = [custodyMinor, gapMinor, positionMinor];
          for (const [n, kind] of kinds.entries()) this.set({ network, kind }, Number(figures[n]));
        }
      },
    });
  }
}
