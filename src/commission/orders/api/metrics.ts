// Metrics of the lanes.
import { Counter, Histogram } from "prom-client";
import type { AddMetrics } from "../../../platform/graphql/metrics.ts";
import { lanes } from "../lane/service.ts";

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 4_000];

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
  services.get(lanes).onCommit = (outcomes) => {
    batches.observe(outcomes.length);
    for (const { status } of outcomes) orders.inc({ outcome: status.toLowerCase() });
  };
};
