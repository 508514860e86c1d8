// `tributary deposit`: records the deposits (预存款) that distributors paid in, from a file of the bank.
import type { Command } from "commander";
import { processRows, type RowsOptions } from "../../../platform/cli/process-rows.ts";
import { jsonOption, networkOption, type Shell, withNetwork } from "../../../platform/cli/shell.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import { recordDeposit } from "../store/paid-in.ts";

const DEPOSITS = {
  columns: ["ref", "distributor", "amount", "occurred_at", "reference"],
  ignored: REJECT_COLUMNS,
};

const HELP = `
Columns, in any order: ${DEPOSITS.columns.join(",")}
The ref identifies the row: a row that was already recorded with the same content is skipped.`;

interface Options extends RowsOptions {
  readonly network: string;
}

export function addDeposit(program: Command, shell: Shell): void {
  program
    .command("deposit")
    .description("record a file of deposits; a refused row does not stop the others")
    .argument("<file>", "CSV")
    .option("--rejects <file>", "write refused rows to this file, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network) =>
        processRows(shell, file, DEPOSITS, options, "recorded", (values) =>
          recordDeposit(
            network,
            {
              key: values.ref!,
              distributor: values.distributor!,
              amount: values.amount!,
              reference: values.reference!,
              occurredAt: values.occurred_at!,
            },
            "ref",
          ),
        ),
      ),
    );
}
