// Metrics of the worker processes: how many there are, what waits for one, and how long tasks take.
import { Gauge, Histogram } from "prom-client";
import type { AddMetrics } from "./metrics.ts";

const SECONDS = [0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600];

export const workerMetrics: AddMetrics = (registry, { workers }) => {
  new Gauge({
    name: "worker_processes",
    help: "Worker processes of this process for heavy work, by state: busy or idle.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      this.set({ state: "busy" }, workers.counts.busy);
      this.set({ state: "idle" }, workers.counts.idle);
    },
  });
  new Gauge({
    name: "worker_tasks_waiting",
    help: "Heavy tasks of this process that wait for a worker process.",
    registers: [registry],
    collect() {
      this.set(workers.counts.waiting);
    },
  });
  const waits = new Histogram({
    name: "worker_task_wait_seconds",
    help: "How long a heavy task waited for a worker process, in seconds.",
    labelNames: ["task"],
    buckets: SECONDS,
    registers: [registry],
  });
  const runs = new Histogram({
    name: "worker_task_run_seconds",
    help: "How long a worker process worked on a heavy task, in seconds, by how it ended: done, failed or cancelled.",
    labelNames: ["task", "end"],
    buckets: SECONDS,
    registers: [registry],
  });
  workers.onRun = (task, end, waitedMs, tookMs) => {
    waits.observe({ task }, waitedMs / 1_000);
    runs.observe({ task, end: end.toLowerCase() }, tookMs / 1_000);
  };
};
