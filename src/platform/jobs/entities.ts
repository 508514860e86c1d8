// The tables of a network's jobs: what users see of them, which the queue does not keep.
import { defineEntity, p } from "@mikro-orm/core";

export const JOB_STATUSES = ["WAITING", "RUNNING", "DONE", "FAILED", "CANCELLED"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

const STATUS_CHECK = `status in (${JOB_STATUSES.map((status) => `'${status}'`).join(", ")})`;

const JobSchema = defineEntity({
  name: "Job",
  tableName: "job",
  schema: "*",
  properties: {
    id: p.uuid().primary(),
    kind: p.text(),
    /** The subject of the token that asked for it, and its role. */
    owner: p.text(),
    role: p.text(),
    status: p.text().$type<JobStatus>().check(STATUS_CHECK),
    /** From 0 to 1. */
    progress: p.double().$type<number>(),
    /** Counts the take-ups; writes for an earlier one are refused. */
    turn: p.integer(),
    /** Take-ups that count as attempts; returned ones do not count. */
    attempts: p.integer(),
    /** Pieces of its file, once it is done. */
    chunks: p.integer(),
    /** JSON, as the kind writes and reads it. */
    input: p.text(),
    result: p.text().nullable(),
    failure: p.text().nullable(),
    createdAt: p.datetime(3),
    /** When it expires; null until it has ended. */
    expiresAt: p.datetime(3).nullable(),
  },
});

export class Job extends JobSchema.class {}
JobSchema.setClass(Job);

const JobChunkSchema = defineEntity({
  name: "JobChunk",
  tableName: "job_chunk",
  schema: "*",
  properties: {
    jobId: p.uuid().primary(),
    n: p.integer().primary(),
    bytes: p.uint8array(),
  },
});

export class JobChunk extends JobChunkSchema.class {}
JobChunkSchema.setClass(JobChunk);
