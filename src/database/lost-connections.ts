// Returns connections that break inside a transaction to their pool. The ORM does not return them,
// because its rollback fails as well; each would block a place in the pool and keep it from closing.
import type { Pool, PoolClient } from "pg";

/** The holder of a broken connection has this much time to return it. */
const GRACE_MS = 500;

/** Call it before the pool opens its first connection. */
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
