// The worker processes of a server: a few, started when they are needed and ended when they are not. What
// finds none free waits in line.
import type { Network } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { AnyTask, Task } from "./task.ts";
import { WorkerProcess } from "./worker-process.ts";

/** Most processes; each has the modules in memory once more. */
const MAX_PROCESSES = 3;
/** Most of them with long tasks, so that one is left for requests. */
const MAX_LONG = 2;
/** Most tasks in line; one more is refused. */
const MAX_WAITING = 16;
const IDLE_MS = 60_000;

export interface RunOptions {
  /** When it aborts, the task's process ends, and its connections with it. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export type TaskEnd = "DONE" | "FAILED" | "CANCELLED";

interface Waiting {
  readonly task: AnyTask;
  readonly go: (worker: WorkerProcess) => void;
  readonly refuse: (reason: unknown) => void;
}

export interface WorkersOptions {
  /** The module that a process begins with; it ends with `serveTasks`. */
  readonly entry: URL;
  readonly databaseUrl: string;
  readonly maxHeapMiB?: number;
}

export class Workers {
  readonly #options: WorkersOptions;
  /** Each with the time of its end. */
  readonly #idle = new Map<WorkerProcess, NodeJS.Timeout>();
  readonly #busy = new Map<WorkerProcess, AnyTask>();
  readonly #ending = new Set<Promise<void>>();
  #waiting: Waiting[] = [];
  #isClosed = false;
  /** Called after each task. */
  onRun: (task: string, end: TaskEnd, waitedMs: number, tookMs: number) => void = () => {};

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  get counts(): { readonly busy: number; readonly idle: number; readonly waiting: number } {
    return { busy: this.#busy.size, idle: this.#idle.size, waiting: this.#waiting.length };
  }

  /**
   * Runs a task in a worker process, and throws what it throws. Throws `BUSY` if too many wait in line, and the
   * signal's reason when it aborts.
   */
  async run<Input, Result>(
    task: Task<Input, Result>,
    { settings, actor }: Network,
    input: Input,
    { signal, onProgress = () => {} }: RunOptions = {},
  ): Promise<Result> {
    const askedMs = performance.now();
    const worker = await this.#take(task, signal);
    const startedMs = performance.now();
    const kill = () => void worker.end();
    signal?.addEventListener("abort", kill);
    if (signal?.aborted) kill();
    let end: TaskEnd = "FAILED";
    try {
      const { databaseUrl } = this.#options;
      const call = { databaseUrl, task: task.name, network: settings.name, actor, input };
      const result = (await worker.run(call, onProgress)) as Result;
      end = "DONE";
      return result;
    } catch (fault) {
      if (!signal?.aborted && !this.#isClosed) throw fault;
      end = "CANCELLED";
      throw signal?.aborted ? signal.reason : stopping();
    } finally {
      signal?.removeEventListener("abort", kill);
      this.onRun(task.name, end, startedMs - askedMs, performance.now() - startedMs);
      this.#giveBack(worker, signal?.aborted || worker.hasEnded);
    }
  }

  /** Refuses what waits, and ends what runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(stopping());
    for (const worker of [...this.#idle.keys(), ...this.#busy.keys()]) this.#end(worker);
    await Promise.all(this.#ending);
  }

  async #take(task: AnyTask, signal: AbortSignal | undefined): Promise<WorkerProcess> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw stopping();
    if (this.#waiting.length >= MAX_WAITING) {
      throw new Refusal("BUSY", `${MAX_WAITING} such requests wait already; try again later`);
    }
    const { promise, resolve: go, reject: refuse } = Promise.withResolvers<WorkerProcess>();
    const waiting = { task, go, refuse };
    const leave = () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiting);
      refuse(signal!.reason);
    };
    this.#waiting.push(waiting);
    signal?.addEventListener("abort", leave);
    this.#serve();
    return promise.finally(() => signal?.removeEventListener("abort", leave));
  }

  /** Gives processes to those that may have one, in the order in which they came. */
  #serve(): void {
    for (const waiting of [...this.#waiting]) {
      if (this.#busy.size >= MAX_PROCESSES) return;
      if (waiting.task.isLong && this.#countLong() >= MAX_LONG) continue;
      this.#waiting = this.#waiting.filter((one) => one !== waiting);
      const worker = this.#free() ?? this.#start();
      this.#busy.set(worker, waiting.task);
      waiting.go(worker);
    }
  }

  #countLong(): number {
    return [...this.#busy.values()].filter(({ isLong }) => isLong).length;
  }

  #free(): WorkerProcess | undefined {
    const [found] = this.#idle;
    if (found === undefined) return undefined;
    const [worker, timer] = found;
    clearTimeout(timer);
    this.#idle.delete(worker);
    return worker;
  }

  #start(): WorkerProcess {
    const { entry, maxHeapMiB } = this.#options;
    const worker = new WorkerProcess(entry, maxHeapMiB);
    void worker.ended.then(() => this.#forget(worker));
    return worker;
  }

  #giveBack(worker: WorkerProcess, isSpent: boolean): void {
    if (this.#busy.delete(worker)) {
      if (isSpent || this.#isClosed) this.#end(worker);
      else this.#idle.set(worker, setTimeout(() => this.#end(worker), IDLE_MS).unref());
    }
    this.#serve();
  }

  #end(worker: WorkerProcess): void {
    this.#forget(worker);
    const ending = worker.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  /** A worker that has ended, or is about to, does nothing more. */
  #forget(worker: WorkerProcess): void {
    clearTimeout(this.#idle.get(worker));
    this.#idle.delete(worker);
    this.#busy.delete(worker);
  }
}

function stopping(): Refusal {
  return new Refusal("BUSY", "the server is stopping; try again");
}
