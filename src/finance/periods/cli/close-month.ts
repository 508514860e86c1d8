// `tributary close month` and `tributary reopen`: the books' months, and what stands against a close.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { parsePeriod } from "../../../kernel/period.ts";
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

export function addCloseMonth(close: Command, shell: Shell): void {
  close
    .command("month")
    .description("close a month of the books: what comes late is dated in the first open one")
    .argument("<month>", "such as 2026-01; it must have ended, and months close one after another")
    .option("--check", "only say what stands against it, and what it leaves open")
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
  /** The same in words, but for the obstacles and warnings. */
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
    .description("open the last closed month of the books again")
    .argument("<month>", "such as 2026-01")
    .requiredOption("--reason <text>", "why; it is kept in the audit trail")
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
