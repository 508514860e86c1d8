// `tributary custody`: whether what lies in custody covers what is owed, now or at a recorded time.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { formatInstant, parseInstant } from "../../../kernel/time.ts";
import { gapOf, owedOf, positionOf } from "../../../ledger/coverage.ts";
import { type AccountKey, pageOwed } from "../../../ledger/read-accounts.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  say,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { readCustody } from "../store/custody.ts";

interface Options {
  readonly network: string;
  readonly asOf?: number;
  readonly json?: boolean;
  readonly holders?: boolean;
}

/** Accounts that are read at once. */
const PAGE = 1_000;

export function addCustody(program: Command, shell: Shell): void {
  program
    .command("custody")
    .description("print what lies in custody, what is owed to whom, and what is lacking")
    .option("--as-of <time>", "as recorded at this time, like 2026-01-31T08:00:00+08:00", instant)
    .option("--holders", "print whose money it is, account by account, as account,amount,asset")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, asOf, json, holders }: Options) => {
      if (holders) return printHolders(shell, network, asOf, json);
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

function printHolders(
  shell: Shell,
  name: string,
  asOf: number | undefined,
  json: boolean | undefined,
): Promise<void> {
  return withNetwork(shell, name, async (network) => {
    if (!json) say(shell, "account,amount,asset");
    const { asset } = network.settings;
    for await (const { name: account, balanceMinor } of readHolders(network, asOf)) {
      const holder = {
        account,
        amount: formatAmount(-balanceMinor, asset.scale),
        asset: asset.code,
      };
      say(shell, json ? JSON.stringify(holder) : Object.values(holder).join(","));
    }
  });
}

async function* readHolders(network: Network, asOf: number | undefined) {
  const { seq } = await readCustody(network, asOf);
  for (let after: AccountKey | undefined; ; ) {
    const page = { size: PAGE, after, backwards: false };
    const rows = await network.read((tx) => pageOwed(tx, seq, network.settings.asset.code, page));
    yield* rows.slice(0, PAGE);
    if (rows.length <= PAGE) return;
    const last = rows[PAGE - 1]!;
    after = [last.name, last.asset.code];
  }
}

function instant(text: string): number {
  return parseInstant(text, "--as-of");
}
