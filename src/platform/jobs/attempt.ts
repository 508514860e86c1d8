// One attempt at a job on this server: from its take-up to its result, its failure, or its return
// to the queue.
import type { Database } from "../../database/database.ts";
import { Refusal, Refusals } from "../../kernel/errors.ts";
import type { AnyJobKind } from "./define.ts";
import type { make } from "./make.ts";
import { TurnOver } from "./output.ts";
import { fail, finish, handBack, storeProgress, type TakenUp, takeUp } from "./rows.ts";

/** How often progress is stored, and whether the job was cancelled is checked. */
const PULSE_MS = 1_000;

/** Why an attempt ends before its job does. */
export const STOPPING = Symbol("the server stops");
const GONE = Symbol("cancelled, or taken up by another server");
const LATE = Symbol("its time is up");

/** Does the work of an attempt, here or in a worker process. */
export type Make = typeof make;

export interface Attempting {
  readonly database: Database;
  readonly make: Make;
  /** Aborted with `STOPPING` when the server stops, or by the queue when it has lost the job. */
  readonly signal: AbortSignal;
  readonly onFault: (network: string, fault: unknown) => void;
}

/** Where the queue says that a job is. */
export interface JobPlace {
  readonly network: string;
  readonly id: string;
}

/** How an attempt ended; `GONE` if the job was cancelled, or another server has it. */
export type AttemptEnd = "DONE" | "FAILED" | "GONE";

/** Throws an error if the job must return to the queue, for any server. */
export async function attempt(
  kind: AnyJobKind,
  { network: name, id }: JobPlace,
  { database, signal, onFault, make }: Attempting,
): Promise<AttemptEnd> {
  const job = await takeUpAt(database, name, id).catch((fault: unknown) => {
    onFault(name, fault);
    throw fault;
  });
  if (job === undefined) return "GONE";
  if (job.attempts > kind.maxAttempts) {
    await fail(job, `not finished after ${kind.maxAttempts} attempts`, kind.keepMs);
    return "FAILED";
  }
  const ending = new AbortController();
  const stop = () => ending.abort(signal.reason === STOPPING ? STOPPING : GONE);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  const clock = setTimeout(() => ending.abort(LATE), kind.maxMs);
  try {
    await run(kind, job, ending, make);
    return "DONE";
  } catch (fault) {
    return await settle(kind, job, ending.signal.reason, fault, onFault);
  } finally {
    clearTimeout(clock);
    signal.removeEventListener("abort", stop);
  }
}

async function takeUpAt(database: Database, network: string, id: string) {
  return takeUp(await database.network(network), id);
}

async function run(
  kind: AnyJobKind,
  job: TakenUp,
  ending: AbortController,
  make: Make,
): Promise<void> {
  const pulse = new Pulse(job, ending);
  const { signal } = ending;
  try {
    const { result, pieces } = await make(kind, job, { signal, onProgress: pulse.tell });
    await pulse.stop();
    await finish(job, result, pieces, kind.keepMs);
  } finally {
    await pulse.stop();
  }
}

/**
 * Decides what happens after an attempt threw; throws again if the queue must offer the job once
 * more.
 */
async function settle(
  { maxAttempts, maxMs, keepMs }: AnyJobKind,
  job: TakenUp,
  reason: unknown,
  fault: unknown,
  onFault: Attempting["onFault"],
): Promise<AttemptEnd> {
  if (reason === GONE || fault instanceof TurnOver) return "GONE";
  if (reason === STOPPING) {
    await handBack(job);
    throw fault;
  }
  if (reason === LATE) {
    await fail(job, `took longer than ${maxMs / 60_000} minutes`, keepMs);
  } else if (fault instanceof Refusal || fault instanceof Refusals) {
    await fail(job, fault.message, keepMs);
  } else {
    onFault(job.network.settings.name, fault);
    if (job.attempts < maxAttempts) throw fault;
    await fail(job, "internal error; see the server log", keepMs);
  }
  return "FAILED";
}

/** Stores progress regularly, and ends the attempt when another one has the job. */
class Pulse {
  readonly #job: TakenUp;
  readonly #ending: AbortController;
  readonly #timer: NodeJS.Timeout;
  #progress = 0;
  #beating: Promise<void> | undefined;

  constructor(job: TakenUp, ending: AbortController) {
    this.#job = job;
    this.#ending = ending;
    this.#timer = setInterval(() => {
      this.#beating ??= this.#beat().finally(() => {
        this.#beating = undefined;
      });
    }, PULSE_MS);
  }

  readonly tell = (done: number, total: number): void => {
    this.#progress = total === 0 ? 0 : done / total;
  };

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  // If the progress cannot be stored, the job goes on, and the next time tries again.
  async #beat(): Promise<void> {
    const isOurs = await storeProgress(this.#job, this.#progress).catch(() => true);
    if (!isOurs) this.#ending.abort(GONE);
  }
}
