// `tributary close month` and `tributary reopen`: closes and reopens months of the books, and lists what blocks closing.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { parsePeriod } from "../../../kernel/period.ts";
import { group } from "../../../platform/cli/group.ts";
import {
  complain,
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { findMismatches, findObstacles } from "../store/close-checks.ts";
import { closeMonth, reopenMonth } from "../store/close-month.ts";
import { findWarnings } from "../store/close-warnings.ts";
import { closesOf } from "../store/read-periods.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

export function addCloseMonth(program: Command, shell: Shell): void {
  group(program, "close", "close a period that has ended")
    .command("month")
    .description("close a month of the books; later entries get a date in the first open month")
    .argument("<month>", "such as 2026-01; it must have ended, and months must be closed in order")
    .option("--check", "list what blocks closing and what would stay open; change nothing")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (month: string, { network, json, check }: Options & { check?: boolean }) => {
      const run = check ? checkMonth : closeAndTell;
      const { lines, ...result } = await withNetwork(shell, network, (one) => run(one, month));
      if (result.obstacles.length > 0) shell.exitCode = 1;
      for (const obstacle of result.obstacles) complain(shell, `${network}: ${month} ${obstacle}`);
      const notes = result.warnings.map((line) => `note: ${month} ${line}`);
      const text = [...lines.map((line) => `${network}: ${month} ${line}`), ...notes];
      report(shell, json, { network, month, ...result }, text.join("\n"));
    });
}

interface Told {
  readonly closed: boolean;
  readonly transaction: number | null;
  readonly accounts: number | null;
  readonly obstacles: readonly string[];
  readonly warnings: readonly string[];
  /** The result in words, without the obstacles and warnings. */
  readonly lines: readonly string[];
}

function checkMonth(network: Network, text: string): Promise<Told> {
  const month = parsePeriod("MONTH", text, "month");
  return network.read(async (tx) => {
    const last = (await closesOf(tx, month)).at(-1);
    const warnings = (await findWarnings(network, tx, month)).map(({ message }) => message);
    if (last?.reopenSeq === null) {
      return closedAs(last, warnings);
    }
    const found = [
      ...(await findObstacles(network, tx, month, Date.now())),
      ...(await findMismatches(tx, month)),
    ];
    const obstacles = found.map(({ message }) => message);
    const lines = [obstacles.length === 0 ? "can be closed" : "cannot be closed"];
    return { closed: false, transaction: null, accounts: null, obstacles, warnings, lines };
  }, true);
}

async function closeAndTell(network: Network, text: string): Promise<Told> {
  await closeMonth(network, text, Date.now());
  return network.read(async (tx) => {
    const month = parsePeriod("MONTH", text, "month");
    const warnings = (await findWarnings(network, tx, month)).map(({ message }) => message);
    return closedAs((await closesOf(tx, month)).at(-1)!, warnings);
  });
}

function closedAs(
  { seq, accounts }: { seq: number; accounts: number },
  warnings: readonly string[],
): Told {
  const lines = [`is closed, with the totals of ${accounts} accounts`];
  return { closed: true, transaction: seq, accounts, obstacles: [], warnings, lines };
}

export function addReopen(program: Command, shell: Shell): void {
  program
    .command("reopen")
    .description("reopen the last closed month of the books")
    .argument("<month>", "such as 2026-01")
    .requiredOption("--reason <text>", "the reason, stored in the audit trail")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (month: string, { network, json, reason }: Options & { reason: string }) => {
      const seq = await withNetwork(shell, network, (one) =>
        reopenMonth(one, month, reason, Date.now()),
      );
      const result = { network, month, transaction: seq };
      report(shell, json, result, `${network}: ${month} is open again`);
    });
}
