// Releases what is due by itself, on every network, from whichever server comes first.
import type { Database } from "../../database/database.ts";
import { networkNames } from "../../database/networks.ts";
import { release } from "./release.ts";

/** How long what is due may wait. */
const EVERY_MS = 30_000;

/**
 * Looks for what is due every so often until `stop`. Many servers may do so: the lane gives each
 * release to one of them, and what was missed while none ran is released when one starts.
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
