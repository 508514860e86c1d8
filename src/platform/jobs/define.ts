// How a feature declares background work: a kind of job that users request, or a task that runs
// regularly.
import type { Writable } from "node:stream";
import type { Database, Network } from "../../database/database.ts";

/** How a value is stored between the server that receives it and the server that uses it. */
export interface Codec<T> {
  readonly encode: (value: T) => string;
  readonly decode: (text: string) => T;
}

/** For values that JSON returns unchanged. */
export function plainJson<T>(): Codec<T> {
  return { encode: (value) => JSON.stringify(value), decode: (text) => JSON.parse(text) as T };
}

/** What one attempt at a job may use. */
export interface JobContext<Input> {
  /** The network of the job, on behalf of the user that requested it. */
  readonly network: Network;
  readonly input: Input;
  /** Aborted when the attempt must end: the server stops, the job is cancelled, or its time is up. */
  readonly signal: AbortSignal;
  /** Reports how much of the work is done; may be called as often as it changes. */
  readonly onProgress: (done: number, total: number) => void;
  /** The file of the job, if it writes one; the job must end it before it returns. */
  readonly output: Writable;
}

/** Work on a network that a user requests. Every limit is for this kind alone. */
export interface JobKind<Input, Result> {
  /** Names it in the database and in the log; lower-case letters. */
  readonly kind: string;
  /** The plural in messages, such as `exports`. */
  readonly plural: string;
  /** Jobs that one server runs at once; others wait. */
  readonly perServer: number;
  /** Jobs of a network that wait or run; one more is refused with `BUSY`. */
  readonly perNetwork: number;
  /** Most attempts, including those that ended because the server was killed. */
  readonly maxAttempts: number;
  /** How long one attempt may take. */
  readonly maxMs: number;
  /** How long a job is kept after it has ended. */
  readonly keepMs: number;
  /** Most jobs kept for a network; a new job replaces the oldest that has ended. */
  readonly keepCount: number;
  /** Heavy for the processor: a server runs it in a worker process, which ends when the attempt must. */
  readonly isHeavy?: boolean;
  readonly input: Codec<Input>;
  readonly result: Codec<Result>;
  /**
   * Starts from the beginning at each attempt. A `Refusal` or `Refusals` ends the job, and its
   * message becomes the failure.
   */
  run(context: JobContext<Input>): Promise<Result>;
}

/** Work without a request: on one of the servers every `everyMs`, and when a server starts. */
export interface Schedule {
  readonly kind: string;
  /** Whole seconds. */
  readonly everyMs: number;
  /** Works on all networks; an error in one must not stop the others. */
  run(context: ScheduleContext): Promise<void>;
}

export interface ScheduleContext {
  readonly database: Database;
  readonly signal: AbortSignal;
  readonly onFault: (network: string, fault: unknown) => void;
}

// A list of jobs mixes inputs and results, which only the kind itself takes apart again.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyJobKind = JobKind<any, any>;
export type AnyJob = AnyJobKind | Schedule;

export function isSchedule(job: AnyJob): job is Schedule {
  return "everyMs" in job;
}

/** Checks nothing at run time: it lets the compiler infer a kind's input and result. */
export function defineJob<Input, Result>(kind: JobKind<Input, Result>): JobKind<Input, Result> {
  return kind;
}
