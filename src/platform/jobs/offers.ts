// How the queue offers the jobs of a kind to this server: how often, for how long, and how many at
// once.
import type { PgBoss } from "pg-boss";
import type { JobPlace } from "./attempt.ts";
import type { AnyJobKind } from "./define.ts";
import { HEARTBEAT_SECONDS, POLL_SECONDS, REFRESH_SECONDS } from "./queue.ts";

/** Our rows count the attempts; the queue only has to offer a job often enough. */
const MAX_OFFERS = 1_000;
const RETRY = { retryLimit: MAX_OFFERS, retryDelay: 1, retryBackoff: true, retryDelayMax: 30 };
/** The queue ends an attempt that is still running this long after its time was up. */
const OVERTIME_SECONDS = 60;
/** How long the queue keeps an entry that has ended. */
const KEEP_SECONDS = 3_600;

/** Makes the queue of a kind, or gives it the limits that the kind has now. */
export async function prepare(boss: PgBoss, { kind, maxMs }: AnyJobKind): Promise<void> {
  const options = {
    ...RETRY,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: Math.ceil(maxMs / 1_000) + OVERTIME_SECONDS,
    deleteAfterSeconds: KEEP_SECONDS,
  };
  await boss.createQueue(kind, options);
  await boss.updateQueue(kind, options);
}

/** Calls `take` for each job that this server is given, and returns the workers that can be woken. */
export async function takeOffers(
  boss: PgBoss,
  { kind, perServer }: AnyJobKind,
  take: (place: JobPlace, signal: AbortSignal) => Promise<void>,
): Promise<readonly string[]> {
  const options = {
    heartbeatRefreshSeconds: REFRESH_SECONDS,
    pollingIntervalSeconds: POLL_SECONDS,
  };
  const workers: string[] = [];
  while (workers.length < perServer) {
    const worker = await boss.work<JobPlace>(kind, options, ([job]) =>
      take(job!.data, job!.signal),
    );
    workers.push(worker);
  }
  return workers;
}
