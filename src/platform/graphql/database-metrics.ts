// Metrics of the connections to the database, and of the jobs, whose queue is there.
import { Gauge, Histogram } from "prom-client";
import type { AddMetrics } from "./metrics.ts";
import { scraped } from "./scraped.ts";

const WAIT_SECONDS = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const JOB_SECONDS = [0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600];

export const connectionMetrics: AddMetrics = (registry, { database }) => {
  new Gauge({
    name: "database_connections",
    help: "Connections of this process to the database by what they are for, and by state: used, idle, or max for the most there may be.",
    labelNames: ["use", "state"],
    registers: [registry],
    async collect() {
      for (const [use, { totalCount, idleCount, options }] of Object.entries(
        await database.pools(),
      )) {
        this.set({ use, state: "used" }, totalCount - idleCount);
        this.set({ use, state: "idle" }, idleCount);
        this.set({ use, state: "max" }, options.max);
      }
    },
  });
  new Gauge({
    name: "database_connection_waiters",
    help: "Transactions and reads of this process that wait for a connection to the database.",
    labelNames: ["use"],
    registers: [registry],
    async collect() {
      const pools = Object.entries(await database.pools());
      for (const [use, { waitingCount }] of pools) this.set({ use }, waitingCount);
    },
  });
  const waits = new Histogram({
    name: "database_connection_wait_seconds",
    help: "How long a transaction or a read waited for a connection to the database, in seconds.",
    labelNames: ["use"],
    buckets: WAIT_SECONDS,
    registers: [registry],
  });
  database.onConnection = (waitedMs, use) => waits.observe({ use }, waitedMs / 1_000);
};

export const jobMetrics: AddMetrics = (registry, { jobs }) => {
  const read = scraped(() => jobs.counts());
  new Gauge({
    name: "jobs",
    help: "Jobs and regular tasks of all servers that wait or run, by kind; seconds old.",
    labelNames: ["kind", "state"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { kind, waiting, running } of (await read()) ?? []) {
        this.set({ kind, state: "waiting" }, waiting);
        this.set({ kind, state: "running" }, running);
      }
    },
  });
  const runs = new Histogram({
    name: "job_run_seconds",
    help: "Duration of an attempt at a job, or of a run of a regular task, on this server, in seconds, by how it ended: done, failed, returned to be tried again, or gone.",
    labelNames: ["kind", "end"],
    buckets: JOB_SECONDS,
    registers: [registry],
  });
  jobs.onRun = (kind, end, tookMs) =>
    runs.observe({ kind, end: end.toLowerCase() }, tookMs / 1_000);
};
