// Gives a run of the tests its server, and a database there that all its files share.
import type { TestProject } from "vitest/node";
import { createDatabase, openServer } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

/** `TEST_DATABASE_URL` names a server to run on, by a role that may create databases. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer(process.env.TEST_DATABASE_URL);
  const database = await createDatabase(server.url);
  project.provide("databaseUrl", database.url);
  return async () => {
    await database.drop();
    await server.stop();
  };
}
