// What people do with the jobs of a network: ask for one within its limits, look at it, and cancel it.
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Network } from "../../database/database.ts";
import { lockJobs } from "../../database/lock.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { AnyJobKind } from "./define.ts";
import { Job, JobChunk } from "./entities.ts";
import { expiring } from "./rows.ts";

export interface Asked {
  readonly id: string;
  readonly owner: string;
  readonly role: string;
  readonly input: string;
}

/**
 * Adds a job and, in the same transaction, what `enqueue` adds for it. Throws `BUSY` if too
 * many of its kind wait or run; if too many are kept, it replaces the oldest that has ended.
 */
export function addRow(
  network: Network,
  kind: AnyJobKind,
  asked: Asked,
  enqueue: (em: EntityManager) => Promise<void>,
): Promise<void> {
  return network.unitOfWork(async (em) => {
    await lockJobs(network, em, kind.kind);
    await makeRoom(em, kind);
    const nothing = { progress: 0, turn: 0, attempts: 0, chunks: 0 };
    const now = { status: "WAITING", createdAt: new Date() } as const;
    em.create(Job, { ...asked, kind: kind.kind, ...now, ...nothing });
    await em.flush();
    await enqueue(em);
  });
}

async function makeRoom(em: EntityManager, kind: AnyJobKind): Promise<void> {
  const fields = ["id", "expiresAt"] as const;
  const orderBy = { createdAt: "asc" } as const;
  const kept = await em.find(Job, { kind: kind.kind }, { fields, orderBy });
  const ended = kept.filter(({ expiresAt }) => expiresAt != null);
  if (kept.length - ended.length >= kind.perNetwork) {
    const why = `${kind.perNetwork} ${kind.plural} of this network are waiting or running already`;
    throw new Refusal("BUSY", `${why}; try again when one of them has ended`);
  }
  const excess = ended.slice(0, Math.max(0, kept.length + 1 - kind.keepCount));
  if (excess.length === 0) return;
  const ids = excess.map(({ id }) => id);
  await em.nativeDelete(JobChunk, { jobId: { $in: ids } });
  await em.nativeDelete(Job, { id: { $in: ids } });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A job that has not expired. */
export async function findRow(
  network: Network,
  kind: string,
  id: string,
): Promise<Job | undefined> {
  if (!UUID.test(id)) return undefined;
  const row = await network.unitOfWork((em) => em.findOne(Job, { id, kind }));
  if (row === null) return undefined;
  return row.expiresAt != null && row.expiresAt <= new Date() ? undefined : row;
}

/** False if it has ended already. */
export async function cancelRow(
  network: Network,
  { kind, keepMs }: AnyJobKind,
  id: string,
): Promise<boolean> {
  if (!UUID.test(id)) return false;
  return network.unitOfWork(async (em) => {
    const where = { id, kind, expiresAt: null };
    const job = await em.findOne(Job, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (job === null) return false;
    Object.assign(job, { status: "CANCELLED", ...expiring(keepMs) });
    await em.nativeDelete(JobChunk, { jobId: id });
    return true;
  });
}
