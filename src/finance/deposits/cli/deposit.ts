// `tributary deposit`: what distributors paid in ahead (预存款), from a file of the bank's.
import type { Command } from "commander";
import { jsonOption, networkOption, type Shell, withNetwork } from "../../../platform/cli/shell.ts";
import { type TakeOptions, takeRows } from "../../../platform/cli/take-rows.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import { recordDeposit } from "../store/paid-in.ts";

const DEPOSITS = {
  columns: ["ref", "distributor", "amount", "occurred_at", "reference"],
  ignored: REJECT_COLUMNS,
};

const HELP = `
Columns, in any order: ${DEPOSITS.columns.join(",")}
The ref is the row's key: a row that was recorded before, with the same content, is left as it is.`;

interface Options extends TakeOptions {
  readonly network: string;
}

export function addDeposit(program: Command, shell: Shell): void {
  program
    .command("deposit")
    .description("record a file of deposits; refused rows do not stop the rest")
    .argument("<file>", "CSV")
    .option("--rejects <file>", "where refused rows go, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network) =>
        takeRows(shell, file, DEPOSITS, options, "recorded", (values) =>
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
