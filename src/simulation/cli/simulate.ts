// `tributary simulate`: what drafts would have changed of the orders that were settled.
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
The orders that occurred from --from to before --to are settled again, in the order of the stream,
with the drafts in force in place of what was, whatever their effectiveFrom; and so are their refunds.
Both are days of the network's time zone, like 2026-01-31, or times with an offset. Nothing is written.`;

export function addSimulate(program: Command, shell: Shell): void {
  program
    .command("simulate")
    .description("replay the settled history with drafts, and tell what would have been different")
    .option("--plan <file>", "JSON: the draft of a plan")
    .option("--ladder <file>", "JSON: the draft of a ladder")
    .option("--programmes <file>", "JSON: drafts of volume programmes, one or a list")
    .requiredOption("--from <day>", "the first day, or moment, of which orders count")
    .requiredOption("--to <day>", "the day, or moment, before which they end")
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
  if (drafts?.isList) throw new Failure([`${file}: has a list, and one draft is simulated`]);
  return drafts?.documents[0];
}
