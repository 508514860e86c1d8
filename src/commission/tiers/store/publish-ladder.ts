// Publishes ladders (docs/rules.md §4).
import type { Network } from "../../../database/database.ts";
import { publishAll } from "../../../platform/publishing/publish.ts";
import { LADDER_KIND } from "./ladder-kind.ts";

/**
 * Publishes a ladder, which must keep every tier of the earlier ladders; an identical document keeps
 * its version. Throws `Refusals`, or `CONFLICT` for a different ladder with the same effectiveFrom.
 */
export async function publishLadder(
  network: Network,
  document: unknown,
  at: number,
): Promise<number> {
  const [published] = await publishAll(network, LADDER_KIND, [{ document }], at);
  return published!.version;
}
