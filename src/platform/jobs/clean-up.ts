// Removes jobs that have expired, and ends those that are in no queue.
import type { PgBoss } from "pg-boss";
import type { Network } from "../../database/database.ts";
import { networkNames } from "../../database/networks.ts";
import type { AnyJobKind, Schedule } from "./define.ts";
import { Job, JobChunk } from "./entities.ts";
import { expiring } from "./rows.ts";

const EVERY_MS = 60_000;
/** A job younger than this may not be visible in the queue yet. */
const YOUNG_MS = 60_000;

export function cleanUp(boss: PgBoss, kinds: ReadonlyMap<string, AnyJobKind>): Schedule {
  return {
    kind: "clean-up",
    everyMs: EVERY_MS,
    async run({ database, signal, onFault }) {
      for (const name of await networkNames(database)) {
        if (signal.aborted) return;
        const cleaned = database.network(name).then(async (network) => {
          await removeExpired(network, new Date());
          await endLost(network, boss, kinds);
        });
        await cleaned.catch((fault: unknown) => onFault(name, fault));
      }
    },
  };
}

/** Also of kinds that this version of the program does not have. */
export function removeExpired(network: Network, now: Date): Promise<void> {
  return network.unitOfWork(async (em) => {
    const expired = await em.find(Job, { expiresAt: { $lte: now } }, { fields: ["id"] });
    if (expired.length === 0) return;
    const ids = expired.map(({ id }) => id);
    await em.nativeDelete(JobChunk, { jobId: { $in: ids } });
    await em.nativeDelete(Job, { id: { $in: ids } });
  });
}

async function endLost(
  network: Network,
  boss: PgBoss,
  kinds: ReadonlyMap<string, AnyJobKind>,
): Promise<void> {
  const before = new Date(Date.now() - YOUNG_MS);
  const live = await network.unitOfWork((em) =>
    em.find(Job, { expiresAt: null, createdAt: { $lt: before } }),
  );
  for (const { id, kind } of live) {
    const known = kinds.get(kind);
    // If only another version of the program has the kind, that version decides.
    if (known === undefined) continue;
    const queued = await boss.getJobById(kind, id);
    const isWaited = queued !== null && ["created", "retry", "active"].includes(queued.state);
    if (isWaited) continue;
    const ended = {
      status: "FAILED",
      failure: "lost by the queue of jobs; start it again",
      ...expiring(known.keepMs),
    } as const;
    await network.unitOfWork(
      async (em) => void (await em.nativeUpdate(Job, { id, expiresAt: null }, ended)),
    );
  }
}
