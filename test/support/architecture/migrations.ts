// Says which migrations are not numbered or declared as they should be, and which tables have not one owner.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Imports } from "./imports.ts";
import type { Owner } from "./tables.ts";

/** Those of the first features lie together; a later one has its own in its folder. */
const FOLDER = /(?:^|\/)migrations\//;
const NUMBER = /\/(\d{4})-[a-z-]+\.ts$/;
const CREATES = /create table (?:if not exists )?(\w+)/gi;
const CLASS = /export class (\w+) extends Migration/;

export function isMigration(file: string): boolean {
  return FOLDER.test(file);
}

/**
 * One line for each migration in another place, each gap in the numbers, and each migration that no
 * manifest declares by its number.
 */
export function brokenMigrations(root: string, graph: ReadonlyMap<string, Imports>): string[] {
  const text = (file: string) => readFileSync(join(root, file), "utf8");
  const all = [...graph.keys()];
  const elsewhere = all.filter((file) => !isMigration(file) && CLASS.test(text(file)));
  const inOrder = all.filter(isMigration).toSorted((one, other) => numberOf(one) - numberOf(other));
  return [
    ...elsewhere.map((file) => `${file} has a migration, which belongs into a folder migrations`),
    ...inOrder.flatMap((file, index) => {
      const [found, next] = [numberOf(file), index + 1];
      if (found !== next) return [`${file} should have the number ${next}`];
      const name = CLASS.exec(text(file))?.[1];
      const declaration = new RegExp(`\\b${found}: ${name}\\b`);
      const by = all.filter((from) => graph.get(from)!.files.includes(file));
      const isDeclared = by.some((from) => declaration.test(text(from)));
      return isDeclared ? [] : [`${file}: no manifest declares ${name} as ${found}`];
    }),
  ];
}

/** 0 for a file that is not named `0001-what.ts`. */
function numberOf(file: string): number {
  return Number(NUMBER.exec(`/${file}`)?.[1] ?? 0);
}

/** The tables that migrations create, with the file that creates each. */
export function createdTables(root: string, files: Iterable<string>): Map<string, string> {
  return new Map(
    [...files].filter(isMigration).flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return [...text.matchAll(CREATES)].map(([, table]) => [table!, file] as const);
    }),
  );
}

/** One line for each table that no manifest or several declare, or that is created by no migration or another's. */
export function brokenOwners(
  created: ReadonlyMap<string, string>,
  owners: readonly Owner[],
): string[] {
  const declared = owners.flatMap(({ name, tables }) =>
    Object.keys(tables).map((table) => ({ name, table })),
  );
  const missing = [...created].filter(([table]) => declared.every((one) => one.table !== table));
  return [
    ...missing.map(([table, file]) => `${table}, which ${file} creates, has no owner`),
    ...declared.flatMap(({ name, table }) => {
      const file = created.get(table);
      if (file === undefined) return [`${table} of ${name} is created by no migration`];
      const other = declared.find((one) => one.table === table && one.name !== name);
      if (other !== undefined) return [`${table} has two owners: ${name} and ${other.name}`];
      const isElsewhere = !file.startsWith("migrations/") && !file.startsWith(`src/${name}/`);
      return isElsewhere ? [`${table} of ${name} is created by ${file}`] : [];
    }),
  ];
}
