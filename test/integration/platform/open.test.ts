// Opening a database that is not there, or not ready, says in one line what is wrong.
import { expect, inject, test } from "vitest";
import { createScratchDatabase, openTestDatabase } from "../../support/network.ts";

test.each([
  ["nobody listens", { port: "1" }, "ECONNREFUSED"],
  ["there is no such database", { pathname: "/nonesuch" }, 'database "nonesuch" does not exist'],
  ["there is no such host", { hostname: "nowhere.invalid" }, "nowhere.invalid"],
])("where %s, opening says so in one line without the password", async (_, wrong, cause) => {
  const url = Object.assign(new URL(inject("databaseUrl")), wrong);
  url.password ||= "s3cret";
  const fault = await openTestDatabase({ url: url.href }).catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: "StartupError" });
  const { message } = fault as Error;
  expect(message).toMatch(/^cannot use the database at postgres/);
  expect(message).toContain(cause);
  expect(message).not.toContain(url.password);
  expect(message).not.toContain("\n");
});

test("closing closes every connection, also where none but the driver's own pool was asked", async () => {
  const database = await openTestDatabase();
  const pool = await database.pool();
  await pool.query("select 1");
  await database.close();
  expect(pool.totalCount).toBe(0);
});

test("a database that was never migrated says what to do", async () => {
  const scratch = await createScratchDatabase();
  const own = await openTestDatabase({ url: scratch.url });
  try {
    await expect(own.network("default")).rejects.toThrow("run `tributary migrate`");
  } finally {
    await own.close();
    await scratch.drop();
  }
});
