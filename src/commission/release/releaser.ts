// Releases what is due on every network, regularly and without a request; one server at a time does it.
import { networkNames } from "../../database/networks.ts";
import type { Schedule } from "../../platform/jobs/define.ts";
import { release } from "./release.ts";

/** How long what is due may wait. */
const EVERY_MS = 30_000;

/**
 * Looks for what is due every so often, once for all servers, and when a server starts: what was
 * missed while none ran is released then. The lane would give each release to one of many anyway.
 */
export const RELEASER: Schedule = {
  kind: "release",
  everyMs: EVERY_MS,
  async run({ database, signal, onFault }) {
    for (const name of await networkNames(database)) {
      if (signal.aborted) return;
      const due = database.network(name).then((network) => release(network, Date.now(), signal));
      await due.catch((fault: unknown) => onFault(name, fault));
    }
  },
};
