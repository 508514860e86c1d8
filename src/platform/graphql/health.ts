// Whether this process can serve: asked by load balancers and by whoever waits for the start.
import type { Database } from "../../database/database.ts";
import { networkNames } from "../../database/networks.ts";

/** An answer that takes longer counts as none. */
const READY_LIMIT_MS = 2_000;

/** Why the server is not ready, or undefined: the database answers and has its networks. */
export async function findUnreadiness(database: Database): Promise<string | undefined> {
  const timeout = Promise.withResolvers<string>();
  const timer = setTimeout(() => timeout.resolve("the database does not answer"), READY_LIMIT_MS);
  try {
    return await Promise.race([ask(database), timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(database: Database): Promise<string | undefined> {
  try {
    const names = await networkNames(database);
    return names.length === 0 ? "the database is not migrated" : undefined;
  } catch (error) {
    const missing = (error as { code?: string }).code === "42P01";
    return missing ? "the database is not migrated" : "the database cannot be reached";
  }
}
