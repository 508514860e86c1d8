// What is generated from the tables is up to date, and the features' entities are those of the migrations.
import { readFile } from "node:fs/promises";
import { defineEntity, p } from "@mikro-orm/core";
import { beforeAll, expect, inject, test } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import type { EntityType } from "../../../src/database/orm.ts";
import { features } from "../../../src/features.ts";
import { tablesOf } from "../../../src/platform/app.ts";
import {
  createScratchDatabase,
  createTestNetwork,
  openTestDatabase,
} from "../../support/network.ts";
import { migratedTables, type Table } from "../../support/tables.ts";
import { description, rowTypes } from "../../support/tables-text.ts";

let tables: Table[];

beforeAll(async () => {
  tables = await migratedTables(inject("databaseUrl"));
});

test("the types of the rows are up to date: npm run tables writes them", async () => {
  expect(await readFile("src/database/tables.ts", "utf8")).toBe(rowTypes(tables));
});

test("the description of the tables is up to date: npm run tables writes it", async () => {
  expect(await readFile("schema/tables.sql", "utf8")).toBe(description(tables));
});

test("the description tells of every kind of drift", async () => {
  const [table] = tables;
  const [column] = table!.columns;
  const drifted: Table[] = [
    { ...table!, columns: table!.columns.slice(1) },
    { ...table!, columns: [{ ...column!, type: "bigint" }, ...table!.columns.slice(1)] },
    { ...table!, columns: [{ ...column!, required: false }, ...table!.columns.slice(1)] },
    { ...table!, columns: [{ ...column!, preset: "1" }, ...table!.columns.slice(1)] },
    { ...table!, columns: [{ ...column!, comment: "Another." }, ...table!.columns.slice(1)] },
    { ...table!, comment: "Another." },
    { ...table!, constraints: table!.constraints.slice(1) },
    { ...table!, indexes: ["create index on account (asset)"] },
    { ...table!, triggers: [] },
  ];
  const texts = [table!, ...drifted].map((one) => description([one]));
  expect(new Set(texts).size).toBe(texts.length);
});

test("a type that no column has had yet is not guessed", () => {
  const type = { type: "inet", base: "inet", required: true, preset: null };
  const column = { name: "at", ...type, comment: null };
  const none = { comment: null, constraints: [], indexes: [], triggers: [] };
  const table = { name: "t", columns: [column], ...none };
  expect(() => rowTypes([table])).toThrow("at: RETURNED has no entry for the type inet");
});

/** Whether a statement drops a foreign key of a table that no entity has. */
function isForeign({ orm }: Database, statement: string): boolean {
  const table = /^alter table "\w+"\."(\w+)" drop constraint "\w+_fkey";$/.exec(statement)?.[1];
  const owned = [...orm.getMetadata().getAll().values()].map(({ tableName }) => tableName);
  return table !== undefined && !owned.includes(table);
}

/** The statements that would turn the migrations' tables into those of the entities. */
async function driftOf(entities: readonly EntityType[]): Promise<string> {
  // With other networks in the database the comparison would take minutes.
  const scratch = await createScratchDatabase();
  const database = await openTestDatabase({ url: scratch.url, entities });
  try {
    const { schema } = await createTestNetwork(database, { name: "drift" });
    const options = { schema, wrap: false, dropTables: false };
    const statements = (await database.orm.schema.getUpdateSchemaSQL(options)).split("\n");
    return statements
      .filter((one) => !isForeign(database, one))
      .join("\n")
      .trim();
  } finally {
    await database.close();
    await scratch.drop();
  }
}

test("the features' entities have exactly the tables of the migrations", async () => {
  expect(await driftOf(tablesOf(features).entities)).toBe("");
});

test.each([
  [
    "a column that the table lacks",
    { code: p.text().primary(), scale: p.smallint(), more: p.text() },
  ],
  ["a column that the entity lacks", { code: p.text().primary() }],
  ["another type", { code: p.text().primary(), scale: p.integer() }],
])("an entity with %s drifts", async (_, properties) => {
  const entity = defineEntity({ name: "Asset", tableName: "asset", schema: "*", properties });
  expect(await driftOf([entity])).toContain('."asset"');
});
