// The readiness check, for load balancers and for scripts that wait for the start.
import type { Database } from "../../database/database.ts";
import { networkNames } from "../../database/networks.ts";

/** The database must answer within this time. */
const READY_LIMIT_MS = 2_000;

/** Why the server is not ready. Undefined if the database answers and is migrated. */
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
    return names.length === 0 ? "the database is not migrated: run `tributary migrate`" : undefined;
  } catch (error) {
    const missing = (error as { code?: string }).code === "42P01";
    return missing
      ? "the database is not migrated: run `tributary migrate`"
      : "the database cannot be reached";
  }
}
