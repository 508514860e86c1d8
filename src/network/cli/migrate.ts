// `tributary migrate`: applies the missing migrations to every network, or to one.
import type { Command } from "commander";
import type { Database } from "../../database/database.ts";
import { inTransaction, migrate } from "../../database/migrate.ts";
import { migrateAll } from "../../database/networks.ts";
import { jsonOption, report, type Shell, say, withApp } from "../../platform/cli/shell.ts";
import { migrateQueue } from "../../platform/jobs/queue.ts";

interface Options {
  readonly network?: string;
  readonly json?: boolean;
}

interface Migrated {
  readonly name: string;
  readonly applied: number;
}

export function addMigrate(program: Command, shell: Shell): void {
  program
    .command("migrate")
    .description(
      "update the database schema of every network; create `default` if there is no network",
    )
    .option("--network <name>", "only this network")
    .addOption(jsonOption())
    .action((options: Options) => withApp(shell, ({ database }) => run(shell, database, options)));
}

async function run(shell: Shell, database: Database, { network, json }: Options): Promise<void> {
  const done = network === undefined ? await migrateAll(database) : [await one(database, network)];
  await migrateQueue(database);
  if (json) return say(shell, JSON.stringify(done));
  for (const migrated of done) report(shell, json, migrated, told(migrated));
}

async function one(database: Database, name: string): Promise<Migrated> {
  const { schema } = await database.network(name);
  return { name, applied: await inTransaction(database, (em) => migrate(database, em, schema)) };
}

function told({ name, applied }: Migrated): string {
  const what = applied === 1 ? "1 migration applied" : `${applied} migrations applied`;
  return `${name}: ${applied === 0 ? "up to date" : what}`;
}
