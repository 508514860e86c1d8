// `tributary adjustment import` and `approve --file`: many adjustments at once, each by itself.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { jsonOption, networkOption, type Shell, withNetwork } from "../../../platform/cli/shell.ts";
import { type TakeOptions, takeRows } from "../../../platform/cli/take-rows.ts";
import type { CsvRow } from "../../../platform/files/csv-header.ts";
import { bareCode } from "../../../platform/files/csv-text.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import type { Adjusting } from "../store/adjustment-row.ts";
import { approveAdjustment } from "../store/decide.ts";
import { proposeAdjustment } from "../store/propose.ts";

// A rejects file's `reason` is that of the refusal.
const PROPOSALS = {
  columns: ["ref", "template", "occurred_at", "why"],
  optional: ["distributor", "supplier", "buyer", "amount", "asset", "of", "reference"],
  ignored: REJECT_COLUMNS,
};
/** Those of a file of proposals, and of what `list` prints. */
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
and perhaps: ${PROPOSALS.optional.join(",")}.
The ref is the row's key: a row that was proposed before, with the same content, is left as it is.`;

interface Options extends TakeOptions {
  readonly network: string;
}

export function addAdjustmentImport(adjustment: Command, shell: Shell): void {
  adjustment
    .command("import")
    .description("propose a file of adjustments; refused rows do not stop the rest")
    .argument("<file>", "CSV")
    .option("--rejects <file>", "where refused rows go, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network) =>
        takeRows(shell, file, PROPOSALS, options, "proposed", (row) => propose(network, row)),
      ),
    );
}

/** Approves what the refs of a file name, each by itself. */
export function approveFile(
  shell: Shell,
  network: Network,
  file: string,
  options: TakeOptions,
): Promise<void> {
  return takeRows(shell, file, REFS, options, "approved", ({ ref = "" }) =>
    approveAdjustment(network, bareCode(ref)),
  );
}

function propose(network: Network, values: CsvRow["values"]): Promise<Adjusting> {
  const { ref = "", template = "", occurred_at = "", why = "" } = values;
  // An empty cell is one that the template has no use for.
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
