// Releases due shares automatically on every network; any number of servers can run it.
import type { Database } from "../../database/database.ts";
import { networkNames } from "../../database/networks.ts";
import { release } from "./release.ts";

/** The longest delay of a due release. */
const EVERY_MS = 30_000;

/**
 * Looks for due shares at intervals until `stop`. If several servers do so, the network's lock lets
 * one of them make each release. Shares that became due while no server ran are released at the
 * start.
 */
export function startReleaser(
  database: Database,
  onFault: (network: string, fault: unknown) => void,
): { stop(): Promise<void> } {
  let stopped = false;
  let running = releaseAll(database, () => stopped, onFault);
  const timer = setInterval(() => {
    running = running.then(() => releaseAll(database, () => stopped, onFault));
  }, EVERY_MS);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function releaseAll(
  database: Database,
  isStopped: () => boolean,
  onFault: (network: string, fault: unknown) => void,
): Promise<void> {
  const names = await networkNames(database).catch((fault: unknown) => {
    onFault("*", fault);
    return [];
  });
  for (const name of names) {
    if (isStopped()) return;
    const due = database.network(name).then((network) => release(network, Date.now()));
    await due.catch((fault: unknown) => onFault(name, fault));
  }
}
