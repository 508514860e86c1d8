// `tributary statement`: writes account statements, or the trial balance, as a spreadsheet.
import type { Command } from "commander";
import { accounts } from "../../../ledger/chart/chart.ts";
import { networkOption, type Shell } from "../../../platform/cli/shell.ts";
import { type ExportText, parseExport } from "../journal/request.ts";
import { runExport } from "./export-file.ts";

interface Options extends ExportText {
  readonly network: string;
  readonly out: string;
}

const HELP = `
There is one sheet for each account, in the order of accounting dates: the opening balance, each posting
with its reason, its counter-accounts and the balance after it, and the closing balance. Without an
account, --distributor or --supplier it is the trial balance (科目余额表): the opening balance, debits,
credits and closing balance of every account.`;

export function addAccountStatement(program: Command, shell: Shell): void {
  program
    .command("statement")
    .description("write account statements, or the trial balance, as a spreadsheet (XLSX)")
    .argument("[account]", `like ${accounts.custody}`)
    .option("--distributor <code>", "all accounts of a distributor")
    .option("--supplier <code>", "all accounts of a supplier")
    .option("--from <day>", "the first accounting date, like 2026-01-01")
    .option("--to <day>", "the last accounting date")
    .option("--as-of <time>", "as recorded at this time, like 2026-01-31T08:00:00+08:00")
    .requiredOption("--out <file>", "the file to write, like FILE.xlsx")
    .addOption(networkOption())
    .addHelpText("after", HELP)
    .action((account: string | undefined, { network, out, ...text }: Options) => {
      const request = parseExport("xlsx", { ...text, account });
      return runExport(shell, network, request, out);
    });
}
