// An attempt at a job as the task of a worker process.
import type { Task } from "../workers/task.ts";
import { type AnyJob, type AnyJobKind, isSchedule } from "./define.ts";
import { type Made, make } from "./make.ts";
import { TurnOver } from "./output.ts";
import type { TakenUp } from "./rows.ts";

/** One attempt; its network goes with every task. */
export interface JobCall extends Omit<TakenUp, "network"> {
  readonly kind: string;
}

/** Undefined if the job is cancelled, or another server has it. */
export type JobTask = Task<JobCall, Made | undefined>;

export function jobTask(jobs: readonly AnyJob[]): JobTask {
  const kinds = jobs.filter((job): job is AnyJobKind => !isSchedule(job));
  return {
    name: "job",
    isLong: true,
    async run({ network, input: { kind: name, ...job }, onProgress }) {
      const kind = kinds.find((one) => one.kind === name)!;
      // Nothing aborts it: the process is ended instead.
      const { signal } = new AbortController();
      try {
        return await make(kind, { network, ...job }, { signal, onProgress });
      } catch (fault) {
        if (fault instanceof TurnOver) return undefined;
        throw fault;
      }
    },
  };
}
