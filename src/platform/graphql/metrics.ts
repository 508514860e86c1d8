// What operators watch, in Prometheus' form: a registry of its own for each server.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Outcome } from "../../commission/orders/lane/batch.ts";
import type { NetworkCustody } from "../../finance/custody/store/custody.ts";

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 4_000];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What is read off at the moment of a scrape. */
export interface Gauges {
  readonly sockets: () => number;
  readonly bufferedBytes: () => number;
  readonly subscribers: () => number;
  readonly custody: () => Promise<readonly NetworkCustody[]>;
}

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

  readonly #orders = new Counter({
    name: "settlement_orders_total",
    help: "Orders by what became of them: settled, repeated or refused.",
    labelNames: ["outcome"],
    registers: [this.#registry],
  });
  readonly #batches = new Histogram({
    name: "settlement_batch_orders",
    help: "Orders that one commit of a lane took.",
    buckets: BATCH_SIZES,
    registers: [this.#registry],
  });

  constructor(gauges: Gauges) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge("graphql_sockets", "Open WebSockets.", gauges.sockets);
    this.#gauge("graphql_sockets_buffered_bytes", "Not read yet.", gauges.bufferedBytes);
    this.#gauge("graphql_subscribers", "Running subscriptions.", gauges.subscribers);
    this.#custody(gauges.custody);
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

  // Whole numbers of minor units: a figure to watch, not to reckon with.
  #custody(read: Gauges["custody"]): void {
    const kinds = ["balance", "gap", "position"] as const;
    const registers = [this.#registry];
    const [name, help] = ["custody_minor_units", "What lies in custody, lacks, and is our own."];
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
