// What a feature says of work that runs beside requests: a kind of job that people ask for, or something that runs by itself.
import type { Writable } from "node:stream";
import type { Database, Network } from "../../database/database.ts";

/** How a value is kept between the server that takes it and the one that uses it. */
export interface Codec<T> {
  readonly encode: (value: T) => string;
  readonly decode: (text: string) => T;
}

/** For values that JSON gives back as they were. */
export function plainJson<T>(): Codec<T> {
  return { encode: (value) => JSON.stringify(value), decode: (text) => JSON.parse(text) as T };
}

/** What one attempt at a job has at hand. */
export interface JobContext<Input> {
  /** To be read, or written to on behalf of whoever asked. */
  readonly network: Network;
  readonly input: Input;
  /** Aborted when the attempt is to end: the server stops, the job is cancelled, or its time is up. */
  readonly signal: AbortSignal;
  /** Told how much is done; may be called as often as there is something new. */
  readonly onProgress: (done: number, total: number) => void;
  /** The file of the job, if it writes one: ended by the job before it returns. */
  readonly output: Writable;
}

/** Work on a network that somebody asks for. Every limit is for this kind alone. */
export interface JobKind<Input, Result> {
  /** Names it in the database and in the log; lower-case letters. */
  readonly kind: string;
  /** As a refusal names them: `exports`. */
  readonly plural: string;
  /** Jobs that one server runs at once; others wait. */
  readonly perServer: number;
  /** Jobs of a network that wait or run; one more is refused with `BUSY`. */
  readonly perNetwork: number;
  /** Attempts, those that a killed server did not end among them. */
  readonly maxAttempts: number;
  /** How long one attempt may take. */
  readonly maxMs: number;
  /** How long one is kept after it has ended. */
  readonly keepMs: number;
  /** How many of a network are kept; the oldest that has ended goes for another one. */
  readonly keepCount: number;
  readonly input: Codec<Input>;
  readonly result: Codec<Result>;
  /** Begins anew at each attempt. A `Refusal` or `Refusals` ends the job and is told to whoever asked. */
  run(context: JobContext<Input>): Promise<Result>;
}

/** Work that nobody asks for: once over all servers every `everyMs`, and when a server starts. */
export interface Schedule {
  readonly kind: string;
  /** Whole seconds. */
  readonly everyMs: number;
  /** Goes through all networks; a fault of one must not keep the others from their turn. */
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
