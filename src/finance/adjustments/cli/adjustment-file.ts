// `tributary adjustment import` and `approve --file`: many adjustments from a file, each in a separate transaction.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { processRows, type RowsOptions } from "../../../platform/cli/process-rows.ts";
import { jsonOption, networkOption, type Shell, withNetwork } from "../../../platform/cli/shell.ts";
import type { CsvRow } from "../../../platform/files/csv-header.ts";
import { bareCode } from "../../../platform/files/csv-text.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import type { Adjusting } from "../store/adjustment-row.ts";
import { approveAdjustment } from "../store/decide.ts";
import { proposeAdjustment } from "../store/propose.ts";

// In a rejects file, `reason` is the reason of the refusal, so the reason of an adjustment is `why`.
const PROPOSALS = {
  columns: ["ref", "template", "occurred_at", "why"],
  optional: ["distributor", "supplier", "buyer", "amount", "asset", "of", "reference"],
  ignored: REJECT_COLUMNS,
};
/** The columns of a file with refs: a file of proposals, or the output of `list`. */
const REFS = {
  columns: ["ref"],
  ignored: [
    ...PROPOSALS.columns.slice(1),
    ...PROPOSALS.optional,
    ...["status", "party", "proposed_by", ...REJECT_COLUMNS],
  ],
};

const HELP = `
Columns, in any order: ${PROPOSALS.columns.join(",")}
Optional columns: ${PROPOSALS.optional.join(",")}.
The ref identifies the row: a row that was already proposed with the same content is skipped.`;

interface Options extends RowsOptions {
  readonly network: string;
}

export function addAdjustmentImport(adjustment: Command, shell: Shell): void {
  adjustment
    .command("import")
    .description("propose a file of adjustments; a refused row does not stop the others")
    .argument("<file>", "CSV")
    .option("--rejects <file>", "write refused rows to this file, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network) =>
        processRows(shell, file, PROPOSALS, options, "proposed", (row) => propose(network, row)),
      ),
    );
}

/** Approves the adjustments whose refs are in a file, each in a separate transaction. */
export function approveFile(
  shell: Shell,
  network: Network,
  file: string,
  options: RowsOptions,
): Promise<void> {
  return processRows(shell, file, REFS, options, "approved", ({ ref = "" }) =>
    approveAdjustment(network, bareCode(ref)),
  );
}

function propose(network: Network, values: CsvRow["values"]): Promise<Adjusting> {
  const { ref = "", template = "", occurred_at = "", why = "" } = values;
  // An empty cell means that the template does not need the value.
  const cell = (name: string) => values[name] || undefined;
  return proposeAdjustment(
    network,
    {
      ...{ idempotencyKey: ref, template, occurredAt: occurred_at, reason: why },
      ...{ distributor: cell("distributor"), supplier: cell("supplier"), buyer: cell("buyer") },
      ...{ amount: cell("amount"), asset: cell("asset"), of: cell("of") },
      reference: cell("reference"),
    },
    Date.now(),
  );
}
