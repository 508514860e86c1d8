// Databases and networks for tests: a network, which is a schema, costs less than a database.
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { Database, type Network } from "../../src/database/database.ts";
import { createNetwork, type NewNetwork } from "../../src/database/networks.ts";
import type { DatabaseOptions } from "../../src/database/orm.ts";
import { features } from "../../src/features.ts";
import { tablesOf } from "../../src/platform/app.ts";
import { createDatabase, type Scratch } from "./server.ts";

/** The database that all tests of the run share, unless `options` has another. The caller closes it. */
export function openTestDatabase(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  return Database.open({ url: inject("databaseUrl"), ...tablesOf(features), ...options });
}

/** An empty database on the run's server, for what concerns all networks at once. */
export function createScratchDatabase(): Promise<Scratch> {
  return createDatabase(inject("databaseUrl"));
}

/** A network that no other test uses; its name is new unless `options` has one. */
export async function createTestNetwork(
  database: Database,
  options: Partial<NewNetwork> = {},
): Promise<Network> {
  const name = options.name ?? uniqueName();
  await createNetwork(database, { ...options, name });
  return database.network(name);
}

export function uniqueName(): string {
  return `t${randomBytes(4).toString("hex")}`;
}
