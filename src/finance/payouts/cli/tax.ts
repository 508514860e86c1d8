// `tributary tax identities|report`: as whom payees are taxed, and what was withheld in a quarter.
import { type Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import type { Network } from "../../../database/database.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { formatPeriod, parsePeriod } from "../../../kernel/period.ts";
import {
  jsonOption,
  networkOption,
  type Shell,
  say,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { type TakeOptions, takeRows } from "../../../platform/cli/take-rows.ts";
import { plainText } from "../../../platform/files/csv-text.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import { setTaxIdentity } from "../store/tax-identity.ts";
import { pageTaxLines, sumTax, type TaxLine } from "../store/tax-report.ts";

/** Identities that are read at once. */
const PAGE = 1_000;
const IDENTITIES = {
  columns: ["identity"],
  optional: ["distributor", "supplier"],
  ignored: REJECT_COLUMNS,
};
const IDENTITIES_HELP = `
Columns, in any order: distributor,identity; or supplier,identity. A row names one of the two.
An empty identity: taxed as itself again. A row that holds already is left as it is.`;
const REPORT_HELP = `
What the bank confirmed in the quarter, by accounting date; also where nothing was withheld.
As JSON: a line for each identity, and a last one for the whole quarter.`;
const COLUMNS = ["identity", "payees", "payments", "income", "tax", "asset"];

interface Options {
  readonly network: string;
  readonly format?: "csv";
  readonly json?: boolean;
}

interface FileOptions extends TakeOptions {
  readonly network: string;
  readonly reason: string;
}

export function addTax(program: Command, shell: Shell): void {
  const tax = program.command("tax").description("withholding tax: identities and the report");
  tax
    .command("identities")
    .description("say as whom payees are taxed; refused rows do not stop the rest")
    .argument("<file>", "CSV")
    .requiredOption("--reason <text>", "why; it is kept")
    .option("--rejects <file>", "where refused rows go, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", IDENTITIES_HELP)
    .action((file: string, options: FileOptions) =>
      withNetwork(shell, options.network, (network) =>
        takeRows(shell, file, IDENTITIES, options, "set", (values) =>
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
    .description("print what each identity was paid in a quarter, and what was withheld")
    .argument("<quarter>", "such as 2026-Q1")
    .addOption(new Option("--format <format>", COLUMNS.join(",")).choices(["csv"]))
    .addOption(networkOption())
    .addOption(jsonOption().conflicts("format"))
    .addHelpText("after", REPORT_HELP)
    .action((quarter: string, options: Options) => {
      const from = parsePeriod("QUARTER", quarter, "quarter");
      return withNetwork(shell, options.network, (one) => print(shell, one, from, options));
    });
}

/** Line by line; then, for people and as JSON, the sum. */
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
