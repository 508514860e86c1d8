// Metrics of the lanes.
import { Counter, Gauge, Histogram } from "prom-client";
import type { AddMetrics } from "../../../platform/graphql/metrics.ts";
import { lanes } from "../lane/service.ts";

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 4_000, 6_000];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const laneMetrics: AddMetrics = (registry, services) => {
  const orders = new Counter({
    name: "settlement_orders_total",
    help: "Orders by outcome: settled, repeated or refused.",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const batches = new Histogram({
    name: "settlement_batch_orders",
    help: "Number of orders in one commit.",
    buckets: BATCH_SIZES,
    registers: [registry],
  });
  const waits = new Histogram({
    name: "settlement_wait_seconds",
    help: "How long the oldest live input of a commit had waited for it, in seconds.",
    buckets: SECONDS,
    registers: [registry],
  });
  const commits = new Histogram({
    name: "settlement_commit_seconds",
    help: "Duration of a commit: loading, folding and storing, in seconds.",
    buckets: SECONDS,
    registers: [registry],
  });
  new Gauge({
    name: "settlement_waiting_inputs",
    help: "Orders and refunds that wait for a commit.",
    registers: [registry],
    collect() {
      this.set(services.get(lanes).waiting);
    },
  });
  services.get(lanes).onCommit = ({ outcomes, waitedMs, tookMs }) => {
    batches.observe(outcomes.length);
    commits.observe(tookMs / 1_000);
    if (waitedMs !== undefined) waits.observe(waitedMs / 1_000);
    for (const { status } of outcomes) orders.inc({ outcome: status.toLowerCase() });
  };
};
