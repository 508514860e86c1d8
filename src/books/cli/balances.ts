// `tributary balances`: every account that is not zero, now or at a recorded time.
import { type Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import { findAssets } from "../../catalog/store/assets.ts";
import type { Network } from "../../database/database.ts";
import { formatAmount } from "../../kernel/money.ts";
import { parseInstant } from "../../kernel/time.ts";
import { allBalances } from "../../ledger/balances.ts";
import {
  jsonOption,
  networkOption,
  type Shell,
  say,
  withNetwork,
} from "../../platform/cli/shell.ts";

interface Options {
  readonly network: string;
  readonly asOf?: number;
  readonly format?: "csv";
  readonly json?: boolean;
}

/** A balance as it is printed; debits are positive, and the amount is in major units. */
interface Line {
  readonly account: string;
  readonly asset: string;
  readonly balance: string;
}

export function addBalances(program: Command, shell: Shell): void {
  program
    .command("balances")
    .description("print every account that is not zero; debits are positive, credits negative")
    .option("--as-of <time>", "as recorded at this time, like 2026-01-31T08:00:00+08:00", instant)
    .addOption(new Option("--format <format>", "account,asset,balance").choices(["csv"]))
    .addOption(networkOption())
    .addOption(jsonOption().conflicts("format"))
    .action(async (options: Options) => {
      const { network, asOf } = options;
      const lines = await withNetwork(shell, network, (opened) => readLines(opened, asOf));
      for (const line of format(lines, options)) say(shell, line);
    });
}

function instant(text: string): number {
  return parseInstant(text, "--as-of");
}

function readLines(network: Network, asOf: number | undefined): Promise<Line[]> {
  return network.read(async (tx) => {
    const scales = new Map((await findAssets(network, tx)).map(({ code, scale }) => [code, scale]));
    return (await allBalances(tx, asOf)).map(({ account, asset, balanceMinor }) => {
      return { account, asset, balance: formatAmount(balanceMinor, scales.get(asset)!) };
    });
  });
}

function format(lines: readonly Line[], { format, json }: Options): string[] {
  if (json) return [JSON.stringify(lines)];
  if (format === "csv") {
    const header = ["account", "asset", "balance"];
    return [stringify([header, ...lines.map((line) => Object.values(line))]).trimEnd()];
  }
  const width = (key: keyof Line) => Math.max(0, ...lines.map((line) => line[key].length));
  const [account, balance] = [width("account"), width("balance")];
  return lines.map(
    (line) => `${line.account.padEnd(account)}  ${line.balance.padStart(balance)} ${line.asset}`,
  );
}
