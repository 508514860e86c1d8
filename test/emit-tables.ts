// Writes src/database/tables.ts and schema/tables.sql from the migrations: `npm run tables`.
import { writeFile } from "node:fs/promises";
import { openServer } from "./support/server.ts";
import { migratedTables } from "./support/tables.ts";
import { description, rowTypes } from "./support/tables-text.ts";

const server = await openServer(process.env.TEST_DATABASE_URL);
try {
  const tables = await migratedTables(server.url);
  await writeFile("src/database/tables.ts", rowTypes(tables));
  await writeFile("schema/tables.sql", description(tables));
} finally {
  await server.stop();
}
