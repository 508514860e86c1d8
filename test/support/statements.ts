// Counts what is sent to PostgreSQL, at the driver, so that nothing of ours has to be told.
import type { Database } from "../../src/database/database.ts";

type Query = (this: unknown, ...args: unknown[]) => unknown;

/**
 * The texts of all statements that this process sends over `database` while `work` runs, without the
 * settings of connections: how many connections serve it is a matter of chance.
 */
export async function statementsOf(
  database: Database,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const client = await database.connect();
  // What all connections of the pool inherit, of whichever copy of the driver they are.
  const prototype = Object.getPrototypeOf(client) as { query: Query };
  client.release();
  const { query } = prototype;
  const sent: string[] = [];
  prototype.query = function counted(...args) {
    const [asked] = args as [string | { text?: string }];
    sent.push(typeof asked === "string" ? asked : (asked.text ?? ""));
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return sent.filter((text) => !text.startsWith("set "));
}
