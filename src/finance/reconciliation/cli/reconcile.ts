// `tributary reconcile import|match|differences|explain`: statements of banks and channels against the book (对账).
import { createReadStream } from "node:fs";
import { type Command, Option } from "commander";
import type { Network } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { naming } from "../../../platform/cli/faults.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { readDocuments } from "../../../platform/files/json.ts";
import { getFileSize } from "../../../platform/files/lines.ts";
import { type BankMapping, parseMapping } from "../formats/bank-mapping.ts";
import { parseStatement } from "../formats/parse-statement.ts";
import { STATEMENT_FORMATS } from "../formats/statement.ts";
import { explainDifference } from "../store/explain.ts";
import { importStatement } from "../store/import-statement.ts";
import {
  DEFAULT_DAYS,
  type ImportText,
  parseImport,
  parseTolerance,
  type ToleranceText,
} from "../store/options.ts";
import { countOpenOf } from "../store/read-differences.ts";
import { findStatements } from "../store/read-statements.ts";
import { rematch } from "../store/rematch.ts";
import { addDifferences } from "./reconcile-list.ts";

const IMPORT_HELP = `
Formats: ALIPAY (账务明细), WECHAT (交易账单), BANK_CSV with --mapping, CAMT053 (ISO 20022).
The file is taken whole or not at all; the same file again changes nothing.
Exit code 3 if differences of it are open.`;

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

export function addReconcile(program: Command, shell: Shell): void {
  const reconcile = program
    .command("reconcile")
    .description("statements of banks and payment channels, matched with what custody did");
  addImport(reconcile, shell);
  addMatch(reconcile, shell);
  addDifferences(reconcile, shell);
  addExplain(reconcile, shell);
}

function withTolerance(command: Command): Command {
  return command
    .addOption(
      new Option("--tolerance-days <days>", "how far off a day may be")
        .argParser(Number)
        .default(DEFAULT_DAYS),
    )
    .option("--tolerance <amount>", "by how much amounts of one reference may differ", "0");
}

function addImport(reconcile: Command, shell: Shell): void {
  const command = reconcile
    .command("import")
    .description("import a statement, and match its lines with the book")
    .argument("<file>")
    .addOption(
      new Option("--format <format>", "what it is")
        .choices(STATEMENT_FORMATS)
        .makeOptionMandatory(),
    )
    .requiredOption("--source <code>", "the account or merchant that it is of, such as alipay-2088")
    .option("--mapping <file>", "of a BANK_CSV: JSON that tells how its columns are read")
    .option("--from <day>", "its first day, if the file does not say")
    .option("--to <day>", "its last day, if the file does not say");
  withTolerance(command)
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", IMPORT_HELP)
    .action((file: string, options: ImportOptions) => importFile(shell, file, options));
}

type ImportOptions = Options & ImportText & { readonly mapping?: string };

async function importFile(shell: Shell, file: string, options: ImportOptions): Promise<void> {
  const { network: name, json, mapping: path, format } = options;
  const mapping = path === undefined ? undefined : await readMapping(path);
  const told = await withNetwork(shell, name, (network) =>
    naming(file, async () => {
      const { asset } = network.settings;
      const parsed = parseImport(options, asset);
      await getFileSize(file);
      const statement = await parseStatement(format, createReadStream(file), asset, mapping);
      const done = await importStatement(network, parsed, statement, Date.now());
      return { ...(await readStatement(network, done.seq)), repeated: done.repeated };
    }),
  );
  if (told.open > 0) shell.exitCode = 3;
  const { source, from, to, lines, known, matched, open, repeated } = told;
  const counts = `${lines} lines, ${known} known before, ${matched} matched, ${open} differences open`;
  const days = `${source} from ${from} to ${to}`;
  const line = `${file}: ${days}: ${counts}${repeated ? " (imported before)" : ""}`;
  report(shell, json, { file, ...told }, line);
}

function readMapping(path: string): Promise<BankMapping> {
  return naming(path, async () => {
    const { documents, isList } = await readDocuments(path);
    if (isList) throw new Refusal("INVALID", "is a list, not one mapping");
    return parseMapping(documents[0]);
  });
}

async function readStatement(network: Network, seq: number) {
  const [view] = await network.read((tx) => findStatements(tx, [seq]));
  const { source, format, sha256, from, to, lines, known, matched, open } = view!;
  return { source, format, sha256, from, to, lines, known, matched, open, transaction: seq };
}

function addMatch(reconcile: Command, shell: Shell): void {
  const command = reconcile
    .command("match")
    .description("match what is open with what was recorded since, as every import does");
  withTolerance(command)
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, json, ...text }: Options & ToleranceText) => {
      const told = await withNetwork(shell, network, async (one) => {
        const tolerance = parseTolerance(text, one.settings.asset);
        const { matched, opened } = await rematch(one, tolerance, Date.now());
        return { matched, opened, open: await one.read((tx) => countOpenOf(tx, undefined)) };
      });
      if (told.open > 0) shell.exitCode = 3;
      const { matched, opened, open } = told;
      const line = `${network}: ${matched} matched, ${opened} new, ${open} differences open`;
      report(shell, json, { network, ...told }, line);
    });
}

function addExplain(reconcile: Command, shell: Shell): void {
  reconcile
    .command("explain")
    .description("explain an open difference; the same again does nothing")
    .argument("<number>", "the difference's", number)
    .option("--note <text>", "in words; they are kept in the audit trail")
    .option("--adjustment <ref>", "by the adjustment that was posted for it")
    .option(
      "--counterpart <number>",
      "by the difference of another source: money on its way",
      number,
    )
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (difference: number, { network, json, ...by }: Options & ExplainBy) => {
      const view = await withNetwork(shell, network, (one) =>
        explainDifference(one, { difference, ...by }, Date.now()),
      );
      const result = { network, difference, status: view.status };
      report(shell, json, result, `${network}: difference ${difference} is ${view.status}`);
    });
}

interface ExplainBy {
  readonly note?: string;
  readonly adjustment?: string;
  readonly counterpart?: number;
}

/** Numbers of differences are 32 bits wide in the database. */
const MAX_NUMBER = 2 ** 31 - 1;

function number(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text) && Number(text) <= MAX_NUMBER) return Number(text);
  const shown = JSON.stringify(text.slice(0, 40));
  throw new Refusal("INVALID", `difference: ${shown} is not a difference's number`, "difference");
}
