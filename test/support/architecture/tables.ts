// Finds SQL that names another owner's table: only the owner writes a table, and others read only what is offered.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tables } from "../../../src/database/tables-of.ts";
import { NETWORK_TABLES } from "../../../src/database/tables-of.ts";
import { features } from "../../../src/features.ts";
import { LEDGER_TABLES } from "../../../src/ledger/tables.ts";
import { PLATFORM_TABLES } from "../../../src/platform/tables.ts";

export interface Owner {
  /** A folder below `src`. */
  readonly name: string;
  readonly tables: Tables;
}

/** Every table of a network, with the folder that owns it; the lowest layer first. */
export const OWNERS: readonly Owner[] = [
  { name: "database", tables: NETWORK_TABLES },
  { name: "ledger", tables: LEDGER_TABLES },
  { name: "platform", tables: PLATFORM_TABLES },
  ...features.map(({ name, tables = {} }) => ({ name, tables })),
];

const NAMED =
  /\b(insert\s+into|update|delete\s+from|truncate|from|join|using)\s+(?:only\s+)?\(?\s*"?(\w+)"?/gi;
const WRITES = /^(insert|update|delete|truncate)/i;

/** One line for each table of another that a file writes, or reads though it is not offered to it. */
export function brokenTables(
  root: string,
  files: Iterable<string>,
  owners: readonly Owner[] = OWNERS,
): string[] {
  const names = owners.map(({ name }) => name);
  return [...files].flatMap((file) => {
    const own = names.findIndex((name) => file.startsWith(`src/${name}/`));
    if (own < 0) return [];
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(NAMED)].flatMap(([, verb = "", table = ""]) => {
      const owner = owners.findIndex(({ tables }) => Object.hasOwn(tables, table));
      if (owner < 0 || owner === own) return [];
      const of = `${table} is a table of ${names[owner]}`;
      if (WRITES.test(verb)) return [`${file} writes ${table}: ${of}`];
      if (owner > own) return [`${file} reads ${table}: ${of}, which is above`];
      if (owners[owner]!.tables[table] === "OFFERED") return [];
      return [`${file} reads ${table}: ${of}, which does not offer it`];
    });
  });
}
