// Connections that are lost at any point of what a process sends.
import type { Pool, PoolClient } from "pg";

/** Ends the connection that sends the n-th statement from now, right after it was sent. */
export function cutAfter(pool: Pool, statements: number) {
  let sent = 0;
  let done = false;
  const held: { client: PoolClient; query: PoolClient["query"] }[] = [];
  const acquired = (client: PoolClient) => {
    if (held.some((one) => one.client === client)) return;
    const query = client.query;
    held.push({ client, query });
    client.query = ((...args: unknown[]) => {
      const result = Reflect.apply(query, client, args);
      sent += 1;
      if (sent === statements) {
        done = true;
        (
          client as unknown as { connection: { stream: { destroy(): void } } }
        ).connection.stream.destroy();
      }
      return result;
    }) as PoolClient["query"];
  };
  pool.on("acquire", acquired);
  return {
    happened: () => done,
    restore() {
      pool.off("acquire", acquired);
      for (const { client, query } of held) client.query = query;
    },
  };
}
