// `tributary migrate`: brings every network's schema up to date, or only one's.
import type { Command } from "commander";
import type { App } from "../../app.ts";
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
    .description("bring every network's schema up to date; makes `default` if there is no network")
    .option("--network <name>", "only this network")
    .addOption(jsonOption())
    .action((options: Options) => withApp(shell, (app) => run(shell, app, options)));
}

async function run(shell: Shell, app: App, { network, json }: Options): Promise<void> {
  const done = network === undefined ? await migrateAll(app.database) : [await one(app, network)];
  await migrateQueue(app.database);
  if (json) return say(shell, JSON.stringify(done));
  for (const migrated of done) report(shell, json, migrated, told(migrated));
}

async function one(app: App, name: string): Promise<Migrated> {
  const { database } = app;
  const { schema } = await database.network(name);
  return { name, applied: await inTransaction(database, (em) => migrate(database, em, schema)) };
}

function told({ name, applied }: Migrated): string {
  const what = applied === 1 ? "1 migration applied" : `${applied} migrations applied`;
  return `${name}: ${applied === 0 ? "up to date" : what}`;
}
