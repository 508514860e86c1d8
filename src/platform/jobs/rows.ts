// The rows of a network's jobs: each change is a unit of work, and only the latest attempt may write.
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { sql } from "kysely";
import type { Network } from "../../database/database.ts";
import { Job, JobChunk } from "./entities.ts";

/** One attempt at a job. */
export interface Turn {
  readonly network: Network;
  readonly id: string;
  readonly turn: number;
}

export interface TakenUp extends Turn {
  readonly owner: string;
  readonly role: string;
  readonly input: string;
  readonly attempts: number;
}

/**
 * Begins another attempt, and removes what earlier attempts have written. Undefined for a job that
 * has ended.
 */
export function takeUp(network: Network, id: string): Promise<TakenUp | undefined> {
  return network.unitOfWork(async (em) => {
    const job = await em.findOne(Job, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (job === null || !isLive(job)) return undefined;
    job.status = "RUNNING";
    job.progress = 0;
    job.turn += 1;
    job.attempts += 1;
    await em.nativeDelete(JobChunk, { jobId: id });
    const { owner, role, input, turn, attempts } = job;
    return { network, id, owner, role, input, turn, attempts };
  });
}

function isLive({ status }: Job): boolean {
  return status === "WAITING" || status === "RUNNING";
}

/** Changes the row; false if the job has been cancelled, or taken up by another server meanwhile. */
function change(
  { network, id, turn }: Turn,
  work: (job: Job, em: EntityManager) => unknown,
): Promise<boolean> {
  return network.unitOfWork(async (em) => {
    const where = { id, turn, status: "RUNNING" as const };
    const job = await em.findOne(Job, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (job === null) return false;
    await work(job, em);
    return true;
  });
}

export function storeProgress(turn: Turn, progress: number): Promise<boolean> {
  return change(turn, (job) => {
    job.progress = progress;
  });
}

/** A piece of the file. A parameter is sent as binary; the ORM would send it as hexadecimal text. */
export function storeChunk(
  { network, id, turn }: Turn,
  n: number,
  bytes: Uint8Array,
): Promise<boolean> {
  return network.unitOfWork(async (em) => {
    const stored = await sql`insert into job_chunk (job_id, n, bytes)
      select id, ${n}, ${bytes} from job
       where id = ${id} and turn = ${turn} and status = 'RUNNING' for update
      returning n`.execute(em.getKysely());
    return stored.rows.length === 1;
  });
}

export function finish(turn: Turn, result: string, chunks: number, keepMs: number) {
  return change(turn, (job) => {
    Object.assign(job, { status: "DONE", progress: 1, result, chunks, ...expiring(keepMs) });
  });
}

export function fail(turn: Turn, failure: string, keepMs: number): Promise<boolean> {
  return change(turn, (job, em) => {
    Object.assign(job, { status: "FAILED", failure, ...expiring(keepMs) });
    return em.nativeDelete(JobChunk, { jobId: job.id });
  });
}

/** Returns it for another server; an attempt that the server cut short does not count. */
export function handBack(turn: Turn): Promise<boolean> {
  return change(turn, (job) => {
    job.status = "WAITING";
    job.progress = 0;
    job.attempts -= 1;
  });
}

export function expiring(keepMs: number): { expiresAt: Date } {
  return { expiresAt: new Date(Date.now() + keepMs) };
}
