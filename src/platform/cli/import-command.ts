// `tributary import …`: imports a CSV file, completely or not at all.
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

/** A kind of file: its columns, and how its rows are imported; `run` returns counts by name. */
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
    group(program, "import", "import a CSV file; if one row has an error, nothing is imported")
      .command(one.what)
      .description(`import ${one.what}; if one row has an error, nothing is imported`)
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
