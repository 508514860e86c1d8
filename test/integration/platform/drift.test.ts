// The check that entities and migrations say the same: `npm run check:drift` runs this file alone.
import { expect, test } from "vitest";
import {
  createScratchDatabase,
  createTestNetwork,
  openTestDatabase,
} from "../../support/network.ts";

test("a freshly migrated network has exactly the tables of the entities", async () => {
  // With other networks in the database the comparison would take minutes.
  const scratch = await createScratchDatabase();
  const database = await openTestDatabase({ url: scratch.url });
  try {
    const { schema } = await createTestNetwork(database, { name: "drift" });
    const missing = await database.orm.schema.getUpdateSchemaSQL({ schema, wrap: false });
    expect(missing.trim(), "what would turn the migrations' tables into the entities'").toBe("");
  } finally {
    await database.close();
    await scratch.drop();
  }
});
