// `tributary settle` and `tributary refund`: process a file as a stream; a refused row does not stop the others.

import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import type { Asset } from "../../../kernel/money.ts";
import { processFile } from "../../../platform/cli/process-rows.ts";
import type { RefusedRows } from "../../../platform/cli/refused.ts";
import { jsonOption, networkOption, type Shell, withNetwork } from "../../../platform/cli/shell.ts";
import type { CsvColumns, CsvRow } from "../../../platform/files/csv-header.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import type { Services } from "../../../platform/services.ts";
import type { Input } from "../lane/batch.ts";
import { lanes } from "../lane/service.ts";
import { parseOrder, parseRefund } from "../store/intake.ts";
import { RowSettler } from "./settle-rows.ts";

/** A kind of file: its columns, how a row is parsed, and the verb of the report. */
interface FileKind {
  readonly columns: CsvColumns;
  readonly parse: (values: CsvRow["values"], asset: Asset) => Input;
  readonly done: string;
}

const ORDERS: FileKind = {
  columns: {
    columns: ["ref", "occurred_at", "seller", "product", "quantity", "unit_price"],
    optional: ["supply_price", "buyer", "channel_fee", "payment"],
    ignored: REJECT_COLUMNS,
  },
  parse: (values, asset) =>
    parseOrder(
      {
        ref: values.ref!,
        occurredAt: values.occurred_at!,
        seller: values.seller!,
        product: values.product!,
        quantity: values.quantity!,
        unitPrice: values.unit_price!,
        supplyPrice: values.supply_price,
        buyer: values.buyer,
        channelFee: values.channel_fee,
        payment: values.payment,
      },
      asset,
    ),
  done: "settled",
};

const REFUNDS: FileKind = {
  columns: {
    columns: ["ref", "order_ref", "occurred_at", "quantity"],
    ignored: REJECT_COLUMNS,
  },
  parse: (values) =>
    parseRefund({
      ref: values.ref!,
      orderRef: values.order_ref!,
      occurredAt: values.occurred_at!,
      quantity: values.quantity!,
    }),
  done: "refunded",
};

interface Options {
  readonly network: string;
  readonly rejects?: string;
  readonly json?: boolean;
}

function helpOf({ columns: { columns, optional = [] } }: FileKind): string {
  return `
Columns, in any order: ${columns.join(",")}${optional.length === 0 ? "" : `\nOptional columns: ${optional.join(",")}`}
A rejects file has the columns of FILE, then ${REJECT_COLUMNS.join(",")}. Correct its rows and run the
command on it again: these three columns are ignored.
A row that was already processed with the same content is counted and skipped.
If FILE cannot be read to its end (a quote that is not closed, a byte that is not UTF-8), the rows
before that place are processed, and the exit code is 1.`;
}

export function addSettle(program: Command, shell: Shell): void {
  addFileCommand(program, shell, "settle", "settle a file of orders", ORDERS);
  addFileCommand(
    program,
    shell,
    "refund",
    "refund orders from a file, partly or completely",
    REFUNDS,
  );
}

function addFileCommand(
  program: Command,
  shell: Shell,
  name: string,
  what: string,
  kind: FileKind,
): void {
  program
    .command(name)
    .description(`${what}; a refused row does not stop the others`)
    .argument("<file>", "CSV")
    .option("--rejects <file>", "write refused rows to this file, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", helpOf(kind))
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network, services) =>
        run(shell, file, kind, options, network, services),
      ),
    );
}

function run(
  shell: Shell,
  file: string,
  kind: FileKind,
  options: Options,
  network: Network,
  services: Services,
): Promise<void> {
  const startedMs = performance.now();
  return processFile(shell, { file, columns: kind.columns, ...options }, (refused) => {
    const settler = new RowSettler(
      services.get(lanes).of(network),
      (values) => kind.parse(values, network.settings.asset),
      refused,
    );
    return {
      add: (row) => settler.add(row),
      finish: () => settler.finish(),
      report() {
        const result = summarize(settler, refused, performance.now() - startedMs);
        return { result, line: lineOf(result, kind.done) };
      },
    };
  });
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

function lineOf(result: Summary, done: string): string {
  const { settled, repeated, refused, refusedByCode, seconds, ordersPerSecond } = result;
  const codes = Object.entries(refusedByCode).map(([code, count]) => `${code} ${count}`);
  const why = codes.length === 0 ? "" : ` (${codes.join(", ")})`;
  const counts = `${settled} ${done}, ${repeated} ${done} before, ${refused} refused${why}`;
  return `${counts} in ${seconds} s, ${ordersPerSecond} ${done === "settled" ? "orders" : "refunds"}/s`;
}
