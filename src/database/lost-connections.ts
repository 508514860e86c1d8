// Gives connections that break inside a transaction back to their pool: the ORM, whose rollback then
// fails as well, does not, and each would hold a place in the pool for ever and keep it from closing.
import type { Pool, PoolClient } from "pg";

/** Whoever holds a broken connection has so long to give it back by itself. */
const GRACE_MS = 500;

/** To be called before the pool has opened its first connection. */
export function reclaimLostConnections(pool: Pool): void {
  const held = new Set<PoolClient>();
  pool.on("acquire", (client) => held.add(client));
  pool.on("release", (_error, client) => held.delete(client));
  pool.on("connect", (client) => {
    client.once("end", () => {
      setTimeout(() => {
        if (held.has(client)) client.release(true);
      }, GRACE_MS);
    });
  });
}
