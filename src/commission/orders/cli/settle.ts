// `tributary settle` and `tributary refund`: a file as a stream; what is refused does not stop the rest.
import type { Command } from "commander";
import type { App } from "../../../app.ts";
import type { Network } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { Asset } from "../../../kernel/money.ts";
import { naming } from "../../../platform/cli/faults.ts";
import { withProgress } from "../../../platform/cli/progress.ts";
import { RefusedRows } from "../../../platform/cli/refused.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { readRows } from "../../../platform/files/csv.ts";
import type { CsvColumns, CsvRow } from "../../../platform/files/csv-header.ts";
import { getFileSize, type Progress } from "../../../platform/files/lines.ts";
import { REJECT_COLUMNS } from "../../../platform/files/rejects.ts";
import type { Input } from "../lane/batch.ts";
import { parseOrder, parseRefund } from "../store/intake.ts";
import { RowSettler } from "./settle-rows.ts";

/** What a file of one kind holds, and how it is told. */
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
Columns, in any order: ${columns.join(",")}${optional.length === 0 ? "" : `\nand perhaps: ${optional.join(",")}`}
A rejects file has the columns of FILE, then ${REJECT_COLUMNS.join(",")}. Correct its rows and take it
in turn: these three columns are known, and what they hold is passed over.
A row that has been taken before, with the same content, is counted and left as it is.
Where FILE cannot be read on, for a quote that is not closed or a byte that is no text, what stands
before is taken all the same, and the exit code is 1.`;
}

export function addSettle(program: Command, shell: Shell): void {
  addFileCommand(program, shell, "settle", "settle a file of orders", ORDERS);
  addFileCommand(program, shell, "refund", "refund a file of orders, in part or whole", REFUNDS);
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
    .description(`${what}; refused rows do not stop the rest`)
    .argument("<file>", "CSV")
    .option("--rejects <file>", "where refused rows go, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", helpOf(kind))
    .action((file: string, options: Options) =>
      withNetwork(shell, options.network, (network, app) =>
        run(shell, file, kind, options, network, app),
      ),
    );
}

async function run(
  shell: Shell,
  file: string,
  kind: FileKind,
  { rejects, json }: Options,
  network: Network,
  app: App,
): Promise<void> {
  await naming(file, () => getFileSize(file));
  const refused = await RefusedRows.open(shell, file, rejects);
  const settler = new RowSettler(
    app.lanes.of(network),
    (values) => kind.parse(values, network.settings.asset),
    refused,
  );
  const startedMs = performance.now();
  try {
    await settleFile(shell, file, kind.columns, settler, refused);
  } finally {
    await naming(rejects ?? file, () => refused.close());
    const result = { file, ...summarize(settler, refused, performance.now() - startedMs) };
    report(shell, json, result, told(result, kind.done));
  }
  if (refused.total > 0) shell.exitCode = 3;
}

function settleFile(
  shell: Shell,
  file: string,
  columns: CsvColumns,
  settler: RowSettler,
  refused: RefusedRows,
): Promise<void> {
  const interrupted = shell.interrupted();
  const onHeader = (header: readonly string[]) => refused.begin(header);
  const settle = async (onProgress: Progress) => {
    try {
      for await (const row of readRows(file, { ...columns, onHeader, onProgress })) {
        if (interrupted.aborted) throw new Refusal("INVALID", `line ${row.line}: interrupted here`);
        await settler.add(row);
      }
    } finally {
      await settler.finish();
    }
  };
  return naming(file, () => withProgress(shell, file, settle));
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

function told(result: Summary & { readonly file: string }, done: string): string {
  const { file, settled, repeated, refused, refusedByCode, seconds, ordersPerSecond } = result;
  const codes = Object.entries(refusedByCode).map(([code, count]) => `${code} ${count}`);
  const why = codes.length === 0 ? "" : ` (${codes.join(", ")})`;
  const counts = `${settled} ${done}, ${repeated} ${done} before, ${refused} refused${why}`;
  return `${file}: ${counts} in ${seconds} s, ${ordersPerSecond} ${done === "settled" ? "orders" : "refunds"}/s`;
}
