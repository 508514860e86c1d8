// `tributary import`: a tree of distributors or a catalogue of products from CSV, all or nothing.
import type { Command } from "commander";
import { importProducts } from "../../catalog/store/import-products.ts";
import type { Network } from "../../database/database.ts";
import { inColumns, naming } from "../../platform/cli/faults.ts";
import { withProgress } from "../../platform/cli/progress.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../platform/cli/shell.ts";
import { readCsv } from "../../platform/files/csv.ts";
import type { FileRow } from "../../platform/files/row.ts";
import { importDistributors } from "../store/import-distributors.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

/** What a file holds: its columns, and how its rows get into a network; the counts are told by name. */
interface Import {
  readonly what: string;
  readonly help: string;
  readonly columns: readonly string[];
  readonly run: (
    network: Network,
    rows: AsyncIterable<FileRow>,
    at: number,
  ) => Promise<Record<string, number>>;
}

const IMPORTS: readonly Import[] = [
  {
    what: "distributors",
    help: `A row's parent may come after it, or be in the network already; an empty one makes it a root.
An empty name is the code, an empty tier the ladder's lowest, an empty status ACTIVE, an empty time now.
A code that is there already with the same parent and name is left as it is.`,
    columns: ["code", "parent", "name", "tier", "status", "joined_at"],
    run: importDistributors,
  },
  {
    what: "products",
    help: "A code that is there already is updated; a supplier that is not there yet is created.",
    columns: ["code", "name", "category", "supplier", "supply_price", "list_price"],
    run: importProducts,
  },
];

export function addImport(program: Command, shell: Shell): void {
  const parent = program.command("import").description("import a CSV file, all or nothing");
  for (const one of IMPORTS) {
    parent
      .command(one.what)
      .description(`import ${one.what}, all or nothing`)
      .argument("<file>", `CSV with the columns ${one.columns.join(",")}`)
      .addOption(networkOption())
      .addOption(jsonOption())
      .addHelpText("after", `\n${one.help}`)
      .action((file: string, options: Options) => run(shell, one, file, options));
  }
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
