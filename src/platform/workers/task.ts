// How a feature declares heavy work that a worker process does, so that the server goes on answering.
import type { Network } from "../../database/database.ts";

/** What a worker process may use. */
export interface TaskContext<Input> {
  /** Opened in that process, on behalf of whoever asked. */
  readonly network: Network;
  readonly input: Input;
  /** Reports how much of the work is done; may be called as often as it changes. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Heavy work on a network. Its input and result go from process to process as copies, so they consist of
 * plain objects, lists, texts, numbers and the like; a `Refusal` arrives as one.
 */
export interface Task<Input, Result> {
  /** Names it to the process and in the metrics. */
  readonly name: string;
  /** May take so long that others must not wait for its end. */
  readonly isLong?: boolean;
  run(context: TaskContext<Input>): Promise<Result>;
}

// A list of tasks mixes inputs and results.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyTask = Task<any, any>;

/** Checks nothing at run time: it lets the compiler infer a task's input and result. */
export function defineTask<Input, Result>(task: Task<Input, Result>): Task<Input, Result> {
  return task;
}
