// `tributary simulate`: replays settled orders with drafts, and reports the differences.
import type { Command } from "commander";
import { inList } from "../../commission/plans/cli/document.ts";
import type { Network } from "../../database/database.ts";
import { parseDay, parseInstant } from "../../kernel/time.ts";
import { Failure, naming } from "../../platform/cli/faults.ts";
import { withProgress } from "../../platform/cli/progress.ts";
import {
  complain,
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../platform/cli/shell.ts";
import { type Documents, readDocuments } from "../../platform/files/json.ts";
import { type HistoryRequest, prepareHistory, simulateHistory } from "../store/simulate-history.ts";
import { reportJson, reportText } from "./simulate-report.ts";

interface Options {
  readonly network: string;
  readonly plan?: string;
  readonly ladder?: string;
  readonly programmes?: string;
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

const HELP = `
The orders from --from (included) to --to (not included) and their refunds are settled again in their
original order. The drafts replace the documents that were in force; their effectiveFrom is ignored.
--from and --to are days in the network's time zone, like 2026-01-31, or times with an offset, like
2026-01-31T08:00:00+08:00. Nothing is written to the database.`;

export function addSimulate(program: Command, shell: Shell): void {
  program
    .command("simulate")
    .description("replay settled orders with drafts, and print what would have been different")
    .option("--plan <file>", "JSON: a draft of a plan")
    .option("--ladder <file>", "JSON: a draft of a ladder")
    .option("--programmes <file>", "JSON: one draft of a volume programme, or a list")
    .requiredOption("--from <day>", "the day or time at which the orders begin (included)")
    .requiredOption("--to <day>", "the day or time at which they end (not included)")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((options: Options) =>
      withNetwork(shell, options.network, (network) => run(shell, network, options)),
    );
}

async function run(shell: Shell, network: Network, options: Options): Promise<void> {
  const request = await prepare(network, options);
  for (const warning of request.warnings) complain(shell, `warning: ${warning}`);
  const interrupted = shell.interrupted();
  const startedMs = performance.now();
  const replayed = await withProgress(shell, "simulate", (onProgress) =>
    simulateHistory(network, request, onProgress, interrupted),
  );
  const seconds = Math.round(performance.now() - startedMs) / 1_000;
  const told = reportJson(network.settings, request.range, replayed);
  report(shell, options.json, { ...told, warnings: request.warnings, seconds }, reportText(told));
}

async function prepare(network: Network, options: Options): Promise<HistoryRequest> {
  const range = {
    from: parseMoment(network, options.from, "--from"),
    to: parseMoment(network, options.to, "--to"),
  };
  const programmes = await readDrafts(options.programmes);
  const documents = {
    plan: await readDraft(options.plan),
    ladder: await readDraft(options.ladder),
    programmes: programmes?.documents,
  };
  return prepareHistory(network, range, documents, {
    of(draft, check) {
      const file = options[draft];
      return file === undefined ? check() : naming(file, check);
    },
    place: programmes?.isList ? inList : (fault) => fault,
  });
}

function parseMoment({ settings: { zone } }: Network, text: string, option: string): number {
  return text.includes("T") ? parseInstant(text, option) : zone.startOfDay(parseDay(text, option));
}

async function readDrafts(file: string | undefined): Promise<Documents | undefined> {
  return file === undefined ? undefined : naming(file, () => readDocuments(file));
}

async function readDraft(file: string | undefined): Promise<unknown> {
  const drafts = await readDrafts(file);
  if (drafts?.isList) throw new Failure([`${file}: is a list, but must be one draft`]);
  return drafts?.documents[0];
}
