// `tributary settle`: a file of orders as a stream; what is refused does not stop the rest.
import type { Command } from "commander";
import type { App } from "../app.ts";
import type { Network } from "../database/database.ts";
import { readRows } from "../files/csv.ts";
import type { CsvColumns } from "../files/csv-header.ts";
import { getFileSize, type Progress } from "../files/lines.ts";
import { REJECT_COLUMNS } from "../files/rejects.ts";
import { Refusal } from "../kernel/errors.ts";
import { naming } from "./faults.ts";
import { withProgress } from "./progress.ts";
import { RefusedRows } from "./refused.ts";
import { RowSettler } from "./settle-rows.ts";
import { jsonOption, networkOption, report, type Shell, withNetwork } from "./shell.ts";

const COLUMNS: CsvColumns = {
  columns: ["ref", "occurred_at", "seller", "product", "quantity", "unit_price"],
  optional: ["supply_price", "buyer", "channel_fee", "payment"],
  ignored: REJECT_COLUMNS,
};

interface Options {
  readonly network: string;
  readonly rejects?: string;
  readonly json?: boolean;
}

const HELP = `
Columns, in any order: ${COLUMNS.columns.join(",")}
and perhaps: ${COLUMNS.optional?.join(",")}
A rejects file has the columns of FILE, then ${REJECT_COLUMNS.join(",")}. Correct its rows and settle it
in turn: these three columns are known, and what they hold is passed over.
An order that has been settled before, with the same content, is counted and left as it is.
Where FILE cannot be read on, for a quote that is not closed or a byte that is no text, what stands
before is settled all the same, and the exit code is 1.`;

export function addSettle(program: Command, shell: Shell): void {
  program
    .command("settle")
    .description("settle a file of orders; refused rows do not stop the rest")
    .argument("<file>", "CSV")
    .option("--rejects <file>", "where refused rows go, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network, app) =>
        run(shell, file, options, network, app),
      ),
    );
}

async function run(
  shell: Shell,
  file: string,
  { rejects, json }: Options,
  network: Network,
  app: App,
): Promise<void> {
  await naming(file, () => getFileSize(file));
  const refused = await RefusedRows.open(shell, file, rejects);
  const settler = new RowSettler(app.lanes.of(network), network.settings.asset, refused);
  const startedMs = performance.now();
  try {
    await settleFile(shell, file, settler, refused);
  } finally {
    await naming(rejects ?? file, () => refused.close());
    const result = { file, ...summarize(settler, refused, performance.now() - startedMs) };
    report(shell, json, result, told(result));
  }
  if (refused.total > 0) shell.exitCode = 3;
}

function settleFile(
  shell: Shell,
  file: string,
  settler: RowSettler,
  refused: RefusedRows,
): Promise<void> {
  const interrupted = shell.interrupted();
  const onHeader = (columns: readonly string[]) => refused.begin(columns);
  const settle = async (onProgress: Progress) => {
    try {
      for await (const row of readRows(file, { ...COLUMNS, onHeader, onProgress })) {
        if (interrupted.aborted) throw new Refusal("INVALID", `line ${row.line}: interrupted here`);
        await settler.add(row);
      }
    } finally {
      await settler.finish();
    }
  };
  return naming(file, () => withProgress(shell, file, settle));
}

interface Summary {
  readonly settled: number;
  readonly repeated: number;
  readonly refused: number;
  readonly refusedByCode: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly ordersPerSecond: number;
}

function summarize({ counts }: RowSettler, refused: RefusedRows, ms: number): Summary {
  const orders = counts.settled + counts.repeated + refused.total;
  return {
    ...counts,
    refused: refused.total,
    refusedByCode: refused.counts,
    seconds: Math.round(ms) / 1_000,
    ordersPerSecond: Math.round((orders * 1_000) / ms),
  };
}

function told(result: Summary & { readonly file: string }): string {
  const { file, settled, repeated, refused, refusedByCode, seconds, ordersPerSecond } = result;
  const codes = Object.entries(refusedByCode).map(([code, count]) => `${code} ${count}`);
  const why = codes.length === 0 ? "" : ` (${codes.join(", ")})`;
  const counts = `${settled} settled, ${repeated} settled before, ${refused} refused${why}`;
  return `${file}: ${counts} in ${seconds} s, ${ordersPerSecond} orders/s`;
}
