// `tributary custody`: whether what lies in custody covers what is owed, now or at a recorded time.
import type { Command } from "commander";
import { readCustody } from "../finance/custody.ts";
import { formatAmount } from "../kernel/money.ts";
import { formatInstant, parseInstant } from "../kernel/time.ts";
import { gapOf, owedOf, positionOf } from "../ledger/coverage.ts";
import { jsonOption, networkOption, report, type Shell, withNetwork } from "./shell.ts";

interface Options {
  readonly network: string;
  readonly asOf?: number;
  readonly json?: boolean;
}

export function addCustody(program: Command, shell: Shell): void {
  program
    .command("custody")
    .description("print what lies in custody, what is owed to whom, and what is lacking")
    .option("--as-of <time>", "as recorded at this time, like 2026-01-31T08:00:00+08:00", instant)
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, asOf, json }: Options) => {
      const figures = await withNetwork(shell, network, async (one) => {
        const { seq, coverage, ...at } = await readCustody(one, asOf);
        const { custody, receivables, ...owed } = coverage;
        const total = owedOf(coverage);
        const sums = { gap: gapOf(coverage), position: positionOf(coverage) };
        const amounts = { custody, ...owed, owed: total, receivables, ...sums };
        const { asset } = one.settings;
        const money = ([what, minor]: [string, bigint]) => [what, formatAmount(minor, asset.scale)];
        const shown = Object.fromEntries(Object.entries(amounts).map(money));
        return { asOf: formatInstant(at.asOf), seq, asset: asset.code, ...shown };
      });
      const lines = Object.entries(figures).map(([what, is]) => `${what.padEnd(13)}${is}`);
      report(shell, json, { network, ...figures }, lines.join("\n"));
    });
}

function instant(text: string): number {
  return parseInstant(text, "--as-of");
}
