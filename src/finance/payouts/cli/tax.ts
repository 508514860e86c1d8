// `tributary tax identities|report`: sets the tax identities of payees, and reports the tax of a quarter.
import { type Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import type { Network } from "../../../database/database.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { formatPeriod, parsePeriod } from "../../../kernel/period.ts";
import { processRows, type RowsOptions } from "../../../platform/cli/process-rows.ts";
import {
  jsonOption,
  networkOption,
  type Shell,
  say,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { plainText } from "../../../platform/files/csv-text.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import { setTaxIdentity } from "../store/tax-identity.ts";
import { pageTaxLines, sumTax, type TaxLine } from "../store/tax-report.ts";

/** The number of identities read at once. */
const PAGE = 1_000;
const IDENTITIES = {
  columns: ["identity"],
  optional: ["distributor", "supplier"],
  ignored: REJECT_COLUMNS,
};
const IDENTITIES_HELP = `
Columns, in any order: distributor,identity or supplier,identity. A row has a distributor or a supplier.
Leave identity empty to reset it: the payee is then taxed separately. Unchanged rows are skipped.`;
const REPORT_HELP = `
The report has all payouts confirmed in the quarter, by accounting date, even those without tax.
With --json: one line for each identity, and a last line for the whole quarter.`;
const COLUMNS = ["identity", "payees", "payments", "income", "tax", "asset"];

interface Options {
  readonly network: string;
  readonly format?: "csv";
  readonly json?: boolean;
}

interface FileOptions extends RowsOptions {
  readonly network: string;
  readonly reason: string;
}

export function addTax(program: Command, shell: Shell): void {
  const tax = program.command("tax").description("withholding tax: identities and the report");
  tax
    .command("identities")
    .description(
      "set the tax identities of payees from a file; a refused row does not stop the others",
    )
    .argument("<file>", "CSV")
    .requiredOption("--reason <text>", "the reason, stored in the audit trail")
    .option("--rejects <file>", "write refused rows to this file, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", IDENTITIES_HELP)
    .action((file: string, options: FileOptions) =>
      withNetwork(shell, options.network, (network) =>
        processRows(shell, file, IDENTITIES, options, "set", (values) =>
          setTaxIdentity(
            network,
            {
              distributor: values.distributor || null,
              supplier: values.supplier || null,
              identity: values.identity || null,
              reason: options.reason,
            },
            Date.now(),
          ),
        ),
      ),
    );
  tax
    .command("report")
    .description("print what each tax identity was paid in a quarter, and the tax withheld")
    .argument("<quarter>", "such as 2026-Q1")
    .addOption(
      new Option("--format <format>", `print CSV with the columns ${COLUMNS.join(",")}`).choices([
        "csv",
      ]),
    )
    .addOption(networkOption())
    .addOption(jsonOption().conflicts("format"))
    .addHelpText("after", REPORT_HELP)
    .action((quarter: string, options: Options) => {
      const from = parsePeriod("QUARTER", quarter, "quarter");
      return withNetwork(shell, options.network, (one) => print(shell, one, from, options));
    });
}

/** Prints one line for each identity, and then, except as CSV, the sum. */
async function print(
  shell: Shell,
  network: Network,
  from: string,
  { format, json }: Options,
): Promise<void> {
  const { asset } = network.settings;
  const quarter = formatPeriod("QUARTER", from);
  if (format === "csv") say(shell, COLUMNS.join(","));
  await network.read(async (tx) => {
    for (let after: string | undefined; ; ) {
      const lines = await pageTaxLines(tx, from, { size: PAGE, after, backwards: false });
      for (const line of lines.slice(0, PAGE)) say(shell, textOf(line, asset, { format, json }));
      if (lines.length <= PAGE) break;
      after = lines[PAGE - 1]!.identity;
    }
    if (format === "csv") return;
    const { payments, incomeMinor, taxMinor } = await sumTax(tx, from);
    const [income, tax] = [incomeMinor, taxMinor].map((minor) => formatAmount(minor, asset.scale));
    const sums = { quarter, payments, income, tax, asset: asset.code };
    const told = `${quarter}: ${payments} payments of ${income} ${asset.code}, ${tax} withheld`;
    say(shell, json ? JSON.stringify(sums) : told);
  }, true);
}

function textOf(line: TaxLine, asset: Asset, { format, json }: Omit<Options, "network">): string {
  const { identity, payees, payeeCount, payments, incomeMinor, taxMinor } = line;
  const [income, tax] = [incomeMinor, taxMinor].map((minor) => formatAmount(minor, asset.scale));
  if (json) return JSON.stringify({ identity, payees, payeeCount, payments, income, tax });
  const more = payeeCount > payees.length ? ` and ${payeeCount - payees.length} more` : "";
  const whom = payees.join(" ") + more;
  if (format !== "csv") return `${identity}: ${income} ${asset.code}, ${tax} withheld (${whom})`;
  const cells = [plainText(identity), plainText(whom), String(payments), income, tax, asset.code];
  return stringify([cells]).trimEnd();
}
