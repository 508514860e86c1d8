// `tributary payout export|import`: writes the payment file for the bank, and imports the bank's answers.
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import type { Network } from "../../../database/database.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { naming } from "../../../platform/cli/faults.ts";
import { processRows, type RowsOptions } from "../../../platform/cli/process-rows.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import type { CsvRow } from "../../../platform/files/csv-header.ts";
import { bareCode, plainText } from "../../../platform/files/csv-text.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import { type Payment, sendBatch } from "../store/batch.ts";
import { netOf } from "../store/payout-row.ts";
import { confirmPayout, failPayout, type Stepped } from "../store/payout-step.ts";
import { addPayoutSteps } from "./payout-steps.ts";

const SENT = ["ref", "payee_kind", "payee", "name", "amount", "fee", "tax", "net", "asset"];
const ANSWERS = {
  columns: ["ref", "result", "occurred_at"],
  optional: ["reference", "failure"],
  ignored: [...SENT.slice(1), ...REJECT_COLUMNS],
};

const EXPORT_HELP = `
Columns: ${SENT.join(",")}; the bank pays the net amount.
To export a batch again, use the same name: the file is written again, and no other payout is marked as sent.`;
const IMPORT_HELP = `
Columns, in any order: ${ANSWERS.columns.join(",")}
Optional columns: ${ANSWERS.optional.join(",")}. The other columns of the exported file are ignored.
The result is PAID, with the bank's reference, or FAILED, with the failure. A row that was already
imported with the same content is skipped.`;

interface Options extends RowsOptions {
  readonly network: string;
}

export function addPayout(program: Command, shell: Shell): void {
  const payout = program
    .command("payout")
    .description("payouts (提现): one at a time, or in batches");
  addPayoutSteps(payout, shell);
  payout
    .command("export")
    .description("mark all approved payouts as sent, and write the payment file for the bank")
    .argument("<file>", "the CSV file to write")
    .requiredOption("--batch <code>", "the name of the batch")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", EXPORT_HELP)
    .action((file: string, options: Options & { readonly batch: string }) =>
      withNetwork(shell, options.network, (network) => write(shell, network, file, options)),
    );
  payout
    .command("import")
    .description("import the bank's answers; a refused row does not stop the others")
    .argument("<file>", "CSV")
    .option("--rejects <file>", "write refused rows to this file, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", IMPORT_HELP)
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network) =>
        processRows(shell, file, ANSWERS, options, "taken", (values) => answer(network, values)),
      ),
    );
}

async function write(
  shell: Shell,
  network: Network,
  file: string,
  { batch, json }: { readonly batch: string; readonly json?: boolean },
): Promise<void> {
  const payments = await sendBatch(network, batch, Date.now());
  const { asset } = network.settings;
  const text = stringify([SENT, ...payments.map((payment) => rowOf(payment, asset))]);
  await naming(file, () => writeFile(file, text));
  const netMinor = payments.reduce((sum, one) => sum + netOf(one), 0n);
  const net = formatAmount(netMinor, asset.scale);
  const told = `${file}: ${payments.length} payouts of ${net} ${asset.code} in all, batch ${batch}`;
  report(shell, json, { file, batch, payouts: payments.length, net, asset: asset.code }, told);
}

function rowOf(payment: Payment, asset: Asset): string[] {
  const { ref, payee, name, amountMinor, feeMinor, taxMinor } = payment;
  const amounts = [amountMinor, feeMinor, taxMinor ?? 0n, netOf(payment)];
  const money = amounts.map((minor) => formatAmount(minor, asset.scale));
  const texts = [ref, payee.kind, payee.code, name].map(plainText);
  return [...texts, ...money, asset.code];
}

async function answer(network: Network, values: CsvRow["values"]): Promise<Stepped> {
  const { ref: text = "", result = "", occurred_at = "", reference = "", failure = "" } = values;
  const occurredAt = parseInstant(occurred_at, "occurredAt");
  const ref = bareCode(text);
  if (result === "PAID") return confirmPayout(network, ref, reference, occurredAt);
  if (result === "FAILED") {
    return failPayout(network, ref, parseReason(failure, "failure"), occurredAt);
  }
  const shown = JSON.stringify(result.slice(0, 40));
  throw new Refusal("INVALID", `result: must be PAID or FAILED, not ${shown}`, "result");
}
