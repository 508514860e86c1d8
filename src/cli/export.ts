// `tributary export`: the journal for spreadsheets, hledger or beancount, with a manifest of its totals.
import { open, rename, rm, writeFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { type Command, Option } from "commander";
import type { Network } from "../database/database.ts";
import { type ExportRequest, exportBook, parseExport } from "../finance/export/export-book.ts";
import { EXPORT_FORMATS, type ExportFormat } from "../finance/export/format.ts";
import type { Manifest } from "../finance/export/manifest.ts";
import { Refusal } from "../kernel/errors.ts";
import { naming } from "./faults.ts";
import { withProgress } from "./progress.ts";
import { complain, networkOption, type Shell, withNetwork } from "./shell.ts";

/**
 * What an export makes is gone within a page: V8 would all the same let its memory grow by a hundred
 * MiB before it looks for what is free.
 */
const SMALL_MEMORY = "--optimize-for-size";

/** What is being written has this name until it is whole. */
const PARTIAL = ".part";
const MANIFEST = ".manifest.json";

interface Options {
  readonly network: string;
  readonly format: ExportFormat;
  readonly from?: string;
  readonly to?: string;
  readonly asOf?: string;
  readonly out?: string;
}

const HELP = `
csv: a row for each posting: date, sequence, ref, line, account, debit, credit, asset, counterparty, memo.
hledger, beancount: a journal that stands alone: from a later day than the book's first, it opens with
what each account held; it asserts what each held at the end of every month in which it moved.
The manifest has the number of transactions and lines, the sums of each asset, the first and last
sequence number, the head of the book's hash chain, and the file's SHA-256: FILE${MANIFEST}, or
a line of JSON on stderr.`;

export function addExport(program: Command, shell: Shell): void {
  program
    .command("export")
    .description("write the journal, by accounting date")
    .addOption(
      new Option("--format <format>", "for whom").choices(EXPORT_FORMATS).makeOptionMandatory(),
    )
    .option("--from <day>", "the first accounting date, like 2026-01-01")
    .option("--to <day>", "the last accounting date")
    .option("--as-of <time>", "as recorded at this time, like 2026-01-31T08:00:00+08:00")
    .option("--out <file>", "where to; without it standard output")
    .addOption(networkOption())
    .addHelpText("after", HELP)
    .action(({ network, format, out, ...text }: Options) => {
      const request = parseExport(format, text);
      setFlagsFromString(SMALL_MEMORY);
      return withNetwork(shell, network, (opened) => run(shell, opened, request, out));
    });
}

async function run(
  shell: Shell,
  network: Network,
  request: ExportRequest,
  out: string | undefined,
): Promise<void> {
  if (out === undefined) {
    const manifest = await exportBook(network, request, shell.stdout, { keepOpen: true });
    return complain(shell, JSON.stringify(manifest));
  }
  const manifest = await naming(out, () => writeWhole(shell, network, request, out));
  const { lines, transactions, sha256 } = manifest;
  complain(shell, `${out}: ${lines} lines of ${transactions} transactions, SHA-256 ${sha256}`);
}

/** A file that has its name only when it is whole, with its manifest beside it. */
async function writeWhole(
  shell: Shell,
  network: Network,
  request: ExportRequest,
  out: string,
): Promise<Manifest> {
  const partial = `${out}${PARTIAL}`;
  const signal = shell.interrupted();
  const file = await open(partial, "w").catch(refuse);
  try {
    const manifest = await withProgress(shell, out, (onWritten) =>
      exportBook(network, request, file.createWriteStream(), { signal, onWritten }),
    );
    await writeFile(`${out}${MANIFEST}`, textOf(manifest));
    await rename(partial, out);
    return manifest;
  } catch (error) {
    if (signal.aborted) throw new Refusal("INVALID", "interrupted; nothing was exported");
    throw error;
  } finally {
    await rm(partial, { force: true });
  }
}

function refuse(error: Error): never {
  throw new Refusal("INVALID", `cannot be written: ${error.message}`);
}

function textOf(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
