// Regular tasks: every server has a timer, and the queue lets one server run the task.
import type { PgBoss } from "pg-boss";
import type { Database } from "../../database/database.ts";
import type { Schedule } from "./define.ts";
import { HEARTBEAT_SECONDS, POLL_SECONDS, REFRESH_SECONDS } from "./queue.ts";

/** If a run takes longer than this, another server may begin the next. */
const MAX_RUN_SECONDS = 3_600;
/** How long an entry of the queue is kept after a run. */
const KEEP_SECONDS = 600;

export interface Scheduling {
  readonly database: Database;
  readonly signal: AbortSignal;
  readonly onFault: (kind: string, network: string, fault: unknown) => void;
  readonly onRun: (kind: string, hasFailed: boolean, tookMs: number) => void;
}

/** Runs it now and every `everyMs` until `signal` is aborted, once for all servers that do so. */
export async function schedule(boss: PgBoss, one: Schedule, scheduling: Scheduling): Promise<void> {
  const { kind, everyMs } = one;
  const { signal, onFault } = scheduling;
  await boss.createQueue(kind, {
    policy: "exclusive",
    retryLimit: 0,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: MAX_RUN_SECONDS,
    deleteAfterSeconds: KEEP_SECONDS,
  });
  const worker = await boss.work(kind, workOptions(), () => run(one, scheduling));
  const ask = async (slot: { singletonSeconds?: number }) => {
    // Null if another server has asked for the same run, or a run is going on.
    const sent = await boss.send(kind, {}, slot);
    if (sent !== null) boss.notifyWorker(worker);
  };
  await ask({});
  const timer = setInterval(() => {
    ask({ singletonSeconds: everyMs / 1_000 }).catch((fault) => onFault(kind, "*", fault));
  }, everyMs);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

function workOptions() {
  return { heartbeatRefreshSeconds: REFRESH_SECONDS, pollingIntervalSeconds: POLL_SECONDS };
}

async function run({ kind, ...one }: Schedule, scheduling: Scheduling): Promise<void> {
  const { database, signal, onFault, onRun } = scheduling;
  const startedMs = performance.now();
  let hasFailed = false;
  const told = (network: string, fault: unknown) => {
    hasFailed = true;
    onFault(kind, network, fault);
  };
  await one.run({ database, signal, onFault: told }).catch((fault) => told("*", fault));
  onRun(kind, hasFailed, performance.now() - startedMs);
}
