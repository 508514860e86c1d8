// `tributary payout export|import`: what is approved goes to the bank as a file, and its answers come back as one.
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import type { Network } from "../../../database/database.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { naming } from "../../../platform/cli/faults.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { type TakeOptions, takeRows } from "../../../platform/cli/take-rows.ts";
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
Exported again under the same name, a batch is written again, and nothing else is marked as sent.`;
const IMPORT_HELP = `
Columns, in any order: ${ANSWERS.columns.join(",")}
and perhaps: ${ANSWERS.optional.join(",")}; those of the exported file are passed over.
The result is PAID, with the bank's reference, or FAILED, with what is the failure. A row that was taken
before, with the same content, is left as it is.`;

interface Options extends TakeOptions {
  readonly network: string;
}

export function addPayout(program: Command, shell: Shell): void {
  const payout = program
    .command("payout")
    .description("payouts (提现): one by one, and in batches");
  addPayoutSteps(payout, shell);
  payout
    .command("export")
    .description("mark what is approved as sent, and write the bank's payment file")
    .argument("<file>", "CSV, written anew")
    .requiredOption("--batch <code>", "the batch's name")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", EXPORT_HELP)
    .action((file: string, options: Options & { readonly batch: string }) =>
      withNetwork(shell, options.network, (network) => write(shell, network, file, options)),
    );
  payout
    .command("import")
    .description("take the bank's answers; refused rows do not stop the rest")
    .argument("<file>", "CSV")
    .option("--rejects <file>", "where refused rows go, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", IMPORT_HELP)
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network) =>
        takeRows(shell, file, ANSWERS, options, "taken", (values) => answer(network, values)),
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
  throw new Refusal("INVALID", `result: ${shown} is none of PAID, FAILED`, "result");
}
