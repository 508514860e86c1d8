// `tributary import …`: what every import of a CSV file has, all or nothing.
import type { Command } from "commander";
import type { Network } from "../../database/database.ts";
import { readCsv } from "../files/csv.ts";
import type { FileRow } from "../files/row.ts";
import { inColumns, naming } from "./faults.ts";
import { group } from "./group.ts";
import { withProgress } from "./progress.ts";
import { jsonOption, networkOption, report, type Shell, withNetwork } from "./shell.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

/** What a file holds: its columns, and how its rows get into a network; the counts are told by name. */
export interface Import {
  readonly what: string;
  readonly help: string;
  readonly columns: readonly string[];
  readonly run: (
    network: Network,
    rows: AsyncIterable<FileRow>,
    at: number,
  ) => Promise<Record<string, number>>;
}

/** The subcommand of `import` for one kind of file. */
export function importCommand(one: Import) {
  return (program: Command, shell: Shell): void => {
    group(program, "import", "import a CSV file, all or nothing")
      .command(one.what)
      .description(`import ${one.what}, all or nothing`)
      .argument("<file>", `CSV with the columns ${one.columns.join(",")}`)
      .addOption(networkOption())
      .addOption(jsonOption())
      .addHelpText("after", `\n${one.help}`)
      .action((file: string, options: Options) => run(shell, one, file, options));
  };
}

async function run(shell: Shell, one: Import, file: string, options: Options): Promise<void> {
  const counts = await withNetwork(shell, options.network, (network) =>
    withProgress(shell, file, (onProgress) =>
      naming(
        file,
        () => one.run(network, readCsv(file, { columns: one.columns, onProgress }), Date.now()),
        inColumns,
      ),
    ),
  );
  const told = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  report(shell, options.json, { file, ...counts }, `${file}: ${told.join(", ")}`);
}
