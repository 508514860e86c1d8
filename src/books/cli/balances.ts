// `tributary balances`: prints every account whose balance is not zero, now or at a past time.
import { type Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
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
import { findAssets } from "../store/assets.ts";

interface Options {
  readonly network: string;
  readonly asOf?: number;
  readonly format?: "csv";
  readonly json?: boolean;
}

/** A balance in the form for printing; debits are positive, and the amount is in major units. */
interface PrintedBalance {
  readonly account: string;
  readonly asset: string;
  readonly balance: string;
}

export function addBalances(program: Command, shell: Shell): void {
  program
    .command("balances")
    .description(
      "print every account whose balance is not zero; debits are positive, credits negative",
    )
    .option("--as-of <time>", "as recorded at this time, like 2026-01-31T08:00:00+08:00", instant)
    .addOption(
      new Option("--format <format>", "print CSV with the columns account,asset,balance").choices([
        "csv",
      ]),
    )
    .addOption(networkOption())
    .addOption(jsonOption().conflicts("format"))
    .action(async (options: Options) => {
      const { network, asOf } = options;
      const balances = await withNetwork(shell, network, (opened) => readBalances(opened, asOf));
      for (const line of format(balances, options)) say(shell, line);
    });
}

function instant(text: string): number {
  return parseInstant(text, "--as-of");
}

function readBalances(network: Network, asOf: number | undefined): Promise<PrintedBalance[]> {
  return network.read(async (tx) => {
    const scales = new Map((await findAssets(network, tx)).map(({ code, scale }) => [code, scale]));
    return (await allBalances(tx, asOf)).map(({ account, asset, balanceMinor }) => {
      return { account, asset, balance: formatAmount(balanceMinor, scales.get(asset)!) };
    });
  });
}

function format(balances: readonly PrintedBalance[], { format, json }: Options): string[] {
  if (json) return [JSON.stringify(balances)];
  if (format === "csv") {
    const header = ["account", "asset", "balance"];
    return [stringify([header, ...balances.map((one) => Object.values(one))]).trimEnd()];
  }
  const width = (key: keyof PrintedBalance) =>
    Math.max(0, ...balances.map((one) => one[key].length));
  const [account, balance] = [width("account"), width("balance")];
  return balances.map(
    (one) => `${one.account.padEnd(account)}  ${one.balance.padStart(balance)} ${one.asset}`,
  );
}
