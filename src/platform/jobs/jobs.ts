// Jobs: takes what people ask for, runs it on any server that has a free worker, and says how it goes.
import { randomUUID } from "node:crypto";
import type { PgBoss } from "pg-boss";
import type { Database, Network } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { Workers } from "../workers/workers.ts";
import { type AttemptEnd, attempt, type JobPlace, type Make, STOPPING } from "./attempt.ts";
import { cleanUp } from "./clean-up.ts";
import { type AnyJob, type AnyJobKind, isSchedule, type JobKind, type Schedule } from "./define.ts";
import type { JobStatus } from "./entities.ts";
import { type JobTask, jobTask } from "./job-task.ts";
import { make } from "./make.ts";
import { prepare, takeOffers } from "./offers.ts";
import { readOutput, TurnOver } from "./output.ts";
import { onTransaction, openQueue } from "./queue.ts";
import { addRow, cancelRow, findRow } from "./requests.ts";
import { schedule } from "./schedules.ts";

/**
 * Stopping waits this long for running jobs; one that ignores its signal is taken up again when its
 * heartbeat is missing.
 */
const STOP_MS = 5_000;

/** A job as the user that requested it sees it. */
export interface JobView<Input, Result> {
  readonly id: string;
  readonly owner: string;
  readonly status: JobStatus;
  /** From 0 to 1. */
  readonly progress: number;
  readonly input: Input;
  /** Only of a job that is done. */
  readonly result: Result | undefined;
  /** Why it failed. */
  readonly failure: string | undefined;
  /** In epoch milliseconds; undefined until it has ended. */
  readonly expiresAt: number | undefined;
}

/** `RETURNED`: it will be tried again. */
export type RunEnd = AttemptEnd | "RETURNED";

/** The jobs of a kind on all servers, as the queue counted them a few seconds ago. */
export interface QueueCounts {
  readonly kind: string;
  readonly waiting: number;
  readonly running: number;
}

export type OnJobFault = (kind: string, network: string, fault: unknown) => void;

export class Jobs {
  readonly #database: Database;
  readonly #workers: Workers | undefined;
  readonly #task: JobTask;
  readonly #kinds: ReadonlyMap<string, AnyJobKind>;
  readonly #schedules: readonly Schedule[];
  /** The workers of each kind: as many as jobs of it may run at once on a server. */
  readonly #takers = new Map<string, readonly string[]>();
  readonly #stopping = new AbortController();
  #boss: Promise<PgBoss> | undefined;
  /** Called with unexpected errors; the network is `*` if the error concerns no single network. */
  onFault: OnJobFault = () => {};
  /** Called after each attempt at a job, and each run of a regular task, on this server. */
  onRun: (kind: string, end: RunEnd, tookMs: number) => void = () => {};

  /** Without worker processes everything runs in this one. */
  constructor(database: Database, jobs: readonly AnyJob[], workers?: Workers) {
    const twice = jobs.find((job, n) => jobs.findIndex(({ kind }) => kind === job.kind) !== n);
    if (twice !== undefined) throw new Error(`two jobs have the kind ${twice.kind}`);
    const kinds = jobs.filter((job): job is AnyJobKind => !isSchedule(job));
    this.#database = database;
    this.#workers = workers;
    this.#task = jobTask(jobs);
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
    this.#schedules = jobs.filter(isSchedule);
  }

  /** Starts to run jobs and regular tasks. */
  async work(): Promise<void> {
    const boss = await this.#open();
    for (const kind of this.#kinds.values()) {
      const take = (place: JobPlace, claim: AbortSignal) => this.#take(kind, place, claim);
      this.#takers.set(kind.kind, await takeOffers(boss, kind, take));
    }
    const onFault: OnJobFault = (...told) => this.onFault(...told);
    const onRun = (kind: string, hasFailed: boolean, tookMs: number) =>
      this.onRun(kind, hasFailed ? "FAILED" : "DONE", tookMs);
    const scheduling = { database: this.#database, signal: this.#stopping.signal, onFault, onRun };
    for (const one of [...this.#schedules, cleanUp(boss, this.#kinds)]) {
      await schedule(boss, one, scheduling);
    }
  }

  /** Adds a job on behalf of `owner`. Throws `BUSY` if too many of its network wait or run. */
  async start<Input, Result>(
    kind: JobKind<Input, Result>,
    network: Network,
    owner: string,
    input: Input,
  ): Promise<JobView<Input, Result>> {
    if (this.#stopping.signal.aborted)
      throw new Refusal("BUSY", "the server is stopping; try again");
    const boss = await this.#open();
    const id = randomUUID();
    const asked = { id, owner, role: network.actor?.role ?? "", input: kind.input.encode(input) };
    const place: JobPlace = { network: network.settings.name, id };
    await addRow(network, kind, asked, async (em) => {
      await boss.send(kind.kind, place, { id, db: onTransaction(em.getKysely<unknown>()) });
    });
    for (const worker of this.#takers.get(kind.kind) ?? []) boss.notifyWorker(worker);
    const nothing = { result: undefined, failure: undefined, expiresAt: undefined };
    return { id, owner, status: "WAITING", progress: 0, input, ...nothing };
  }

  /** A job of a network; undefined once it has expired. */
  async find<Input, Result>(
    kind: JobKind<Input, Result>,
    network: Network,
    id: string,
  ): Promise<JobView<Input, Result> | undefined> {
    const row = await findRow(network, kind.kind, id);
    if (row === undefined) return undefined;
    const { owner, status, progress, input, result, failure, expiresAt } = row;
    return {
      ...{ id, owner, status, progress, input: kind.input.decode(input) },
      result: result == null ? undefined : kind.result.decode(result),
      failure: failure ?? undefined,
      expiresAt: expiresAt?.getTime(),
    };
  }

  /** The file of a job that is done, piece by piece; undefined for any other. */
  async readFile(
    kind: AnyJobKind,
    network: Network,
    id: string,
  ): Promise<AsyncGenerator<Uint8Array> | undefined> {
    const row = await findRow(network, kind.kind, id);
    return row?.status === "DONE" ? readOutput(network, id, row.chunks) : undefined;
  }

  /** Ends a job that waits or runs, on any server; false if there is none. */
  async cancel(kind: AnyJobKind, network: Network, id: string): Promise<boolean> {
    if (!(await cancelRow(network, kind, id))) return false;
    await (await this.#open()).cancel(kind.kind, id);
    return true;
  }

  /** What waits and runs on all servers; nothing on a server that does not run jobs itself. */
  async counts(): Promise<QueueCounts[]> {
    const queues = (await (await this.#boss)?.getQueues()) ?? [];
    return queues.map(({ name, queuedCount, activeCount }) => ({
      kind: name,
      waiting: queuedCount,
      running: activeCount,
    }));
  }

  /** Returns the running jobs to the queue, for another server, and runs no more. */
  async close(): Promise<void> {
    this.#stopping.abort(STOPPING);
    const boss = await this.#boss?.catch(() => undefined);
    await boss?.stop({ graceful: true, timeout: STOP_MS });
  }

  #open(): Promise<PgBoss> {
    this.#boss ??= this.#openQueues();
    return this.#boss;
  }

  async #openQueues(): Promise<PgBoss> {
    const boss = await openQueue(this.#database, (fault) => this.onFault("queue", "*", fault));
    for (const kind of this.#kinds.values()) await prepare(boss, kind);
    return boss;
  }

  async #take({ kind }: AnyJobKind, place: JobPlace, claim: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, claim]);
    const onFault = (network: string, fault: unknown) => this.onFault(kind, network, fault);
    const made = this.#kinds.get(kind)!.isHeavy ? this.#makeAside : make;
    const attempting = { database: this.#database, signal, onFault, make: made };
    const startedMs = performance.now();
    let end: RunEnd = "RETURNED";
    try {
      end = await attempt(this.#kinds.get(kind)!, place, attempting);
    } finally {
      this.onRun(kind, end, performance.now() - startedMs);
    }
  }

  readonly #makeAside: Make = async (kind, job, options) => {
    if (this.#workers === undefined) return make(kind, job, options);
    const { network, ...rest } = job;
    const made = await this.#workers.run(
      this.#task,
      network,
      { kind: kind.kind, ...rest },
      options,
    );
    if (made === undefined) throw new TurnOver("the job has gone");
    return made;
  };
}
