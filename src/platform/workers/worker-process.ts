// One worker process, as its server sees it: it does one task after another, and can be ended at any time.
import { type ChildProcess, fork } from "node:child_process";
import { type Call, type Told, thrownFault } from "./messages.ts";

/** Most memory for what a task keeps: as much as a server has by default. */
const MAX_HEAP_MIB = 2_048;

/**
 * One thread, whose priority is low, does everything; garbage is collected before it has grown large
 * (`platform/small-memory.ts`).
 */
const FLAGS = ["--single-threaded-gc", "--semi-space-growth-factor=1", "--heap-growing-percent=30"];

type OnProgress = (done: number, total: number) => void;

interface Running extends PromiseWithResolvers<unknown> {
  readonly onProgress: OnProgress;
}

/** The process ended before its task did. */
class WorkerEnded extends Error {
  override name = "WorkerEnded";
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  #running: Running | undefined;
  #why: string | undefined;
  /** Resolves when it is no more. */
  readonly ended: Promise<void>;

  /** `entry` is the module that it begins with. */
  constructor(entry: URL, maxHeapMiB = MAX_HEAP_MIB) {
    this.#child = fork(entry, {
      execArgv: [...FLAGS, `--max-old-space-size=${maxHeapMiB}`],
      // With amounts of 64 bits, which JSON lacks.
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child.on("message", (told: Told) => this.#hear(told));
    this.ended = new Promise((resolve) => {
      const end = (why: string) => {
        this.#why ??= why;
        this.#running?.reject(this.#ending());
        resolve();
      };
      this.#child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
      this.#child.on("error", ({ message }) => end(message));
    });
    this.#keepServer(false);
  }

  get hasEnded(): boolean {
    return this.#why !== undefined;
  }

  /** Throws what the task throws, and an error when the process ends before. */
  async run(call: Call, onProgress: OnProgress): Promise<unknown> {
    if (this.hasEnded) throw this.#ending();
    this.#running = { ...Promise.withResolvers<unknown>(), onProgress };
    this.#keepServer(true);
    try {
      // If it cannot be sent, the process has ended, which is told by its exit.
      this.#child.send(call, () => {});
      return await this.#running.promise;
    } finally {
      this.#running = undefined;
      this.#keepServer(false);
    }
  }

  end(): Promise<void> {
    this.#child.kill("SIGKILL");
    return this.ended;
  }

  #hear(told: Told): void {
    if ("progress" in told) this.#running?.onProgress(...told.progress);
    else if ("result" in told) this.#running?.resolve(told.result);
    else this.#running?.reject(thrownFault(told.fault));
  }

  /** One that waits for work does not keep the server's process running. */
  #keepServer(isWorking: boolean): void {
    const how = isWorking ? "ref" : "unref";
    this.#child[how]();
    this.#child.channel?.[how]();
  }

  #ending(): WorkerEnded {
    return new WorkerEnded(`the worker process ended: ${this.#why}`);
  }
}
