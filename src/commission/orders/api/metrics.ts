// Metrics of the lanes.
import { context } from "@opentelemetry/api";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { AddMetrics } from "../../../platform/graphql/metrics.ts";
import { lanes } from "../lane/service.ts";
import type { Committed } from "../lane/watch.ts";
import { traceCommit } from "./traces.ts";

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 4_000, 6_000];
const CHUNKS = [1, 2, 3, 4, 6, 8, 12];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Observe = (committed: Committed) => void;

export const laneMetrics: AddMetrics = (registry, services, traces) => {
  const running = services.get(lanes);
  new Gauge({
    name: "settlement_waiting_inputs",
    help: "Orders and refunds that wait for a commit.",
    registers: [registry],
    collect() {
      this.set(running.waiting);
    },
  });
  const counter = (name: string, help: string) =>
    new Counter({ name, help, registers: [registry] });
  const busy = counter(
    "settlement_busy_inputs_total",
    "Orders and refunds that were refused because too many waited, or for too long.",
  );
  const failures = counter(
    "settlement_failed_commits_total",
    "Commits that failed; what they were to settle is not settled.",
  );
  const observers = [sizes(registry), outcomes(registry), waits(registry), durations(registry)];
  running.watch = {
    origin: traces && (() => context.active()),
    committed: (one) => {
      for (const observe of observers) observe(one);
      if (traces !== undefined) traceCommit(traces, one);
    },
    turnedAway: (inputs) => busy.inc(inputs),
    failed: () => failures.inc(),
  };
};

function outcomes(registry: Registry): Observe {
  const orders = new Counter({
    name: "settlement_orders_total",
    help: "Orders by outcome: settled, repeated or refused.",
    labelNames: ["outcome"],
    registers: [registry],
  });
  return (committed) => {
    for (const { status } of committed.outcomes) orders.inc({ outcome: status.toLowerCase() });
  };
}

function sizes(registry: Registry): Observe {
  const orders = new Histogram({
    name: "settlement_batch_orders",
    help: "Number of orders in one commit.",
    buckets: BATCH_SIZES,
    registers: [registry],
  });
  const parts = new Histogram({
    name: "settlement_batch_chunks",
    help: "Number of chunks in one commit; a chunk is folded and sent at a time.",
    buckets: CHUNKS,
    registers: [registry],
  });
  return ({ outcomes, chunks }) => {
    orders.observe(outcomes.length);
    parts.observe(chunks.length);
  };
}

function waits(registry: Registry): Observe {
  const waited = new Histogram({
    name: "settlement_wait_seconds",
    help: "How long the oldest live input of a commit had waited for it, in seconds.",
    buckets: SECONDS,
    registers: [registry],
  });
  return ({ chunks }) => {
    const live = chunks.filter(({ priority }) => priority === "LIVE");
    const longestMs = Math.max(...live.map(({ waitedMs }) => waitedMs));
    if (live.length > 0) waited.observe(longestMs / 1_000);
  };
}

function durations(registry: Registry): Observe {
  const commits = new Histogram({
    name: "settlement_commit_seconds",
    help: "Duration of a commit with all its stages, in seconds.",
    buckets: SECONDS,
    registers: [registry],
  });
  const stage = new Histogram({
    name: "settlement_stage_seconds",
    help: "Duration of a stage of a commit, in seconds: lock, read, fold, store or commit.",
    labelNames: ["stage"],
    buckets: SECONDS,
    registers: [registry],
  });
  return ({ stages: { lockMs, readMs, foldMs, storeMs, commitMs, tookMs } }) => {
    commits.observe(tookMs / 1_000);
    stage.observe({ stage: "lock" }, lockMs / 1_000);
    stage.observe({ stage: "read" }, readMs / 1_000);
    stage.observe({ stage: "fold" }, foldMs / 1_000);
    stage.observe({ stage: "store" }, storeMs / 1_000);
    stage.observe({ stage: "commit" }, commitMs / 1_000);
  };
}
