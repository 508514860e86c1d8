// `tributary network create`: creates a network; its settlement asset and time zone never change later.
import type { Command } from "commander";
import { createNetwork } from "../../database/networks.ts";
import { jsonOption, report, type Shell, withApp } from "../../platform/cli/shell.ts";
import { wholeNumber } from "../../platform/cli/whole-number.ts";

interface Options {
  readonly asset: string;
  readonly scale: number;
  readonly timeZone: string;
  readonly complianceLevels: number;
  readonly json?: boolean;
}

export function addNetwork(program: Command, shell: Shell): void {
  program
    .command("network")
    .description(
      "networks: a network is one platform's distributor tree with its catalogue, plans and books",
    )
    .command("create")
    .description("create a network")
    .argument("<name>", "at most 40 lower-case letters, digits, - and _, a letter first")
    .option("--asset <code>", "the settlement asset", "CNY")
    .option("--scale <decimals>", "number of decimals of the asset", wholeNumber, 2)
    .option("--time-zone <zone>", "the time zone of its days and months", "Asia/Shanghai")
    .option(
      "--compliance-levels <levels>",
      "how many levels a plan may pay without --acknowledge",
      wholeNumber,
      2,
    )
    .addOption(jsonOption())
    .action((name: string, options: Options) => run(shell, name, options));
}

async function run(shell: Shell, name: string, { json, ...settings }: Options): Promise<void> {
  const wanted = { name, ...settings };
  await withApp(shell, ({ database }) => createNetwork(database, wanted));
  const { asset, scale, timeZone } = settings;
  report(shell, json, wanted, `network ${name}: ${asset} with ${scale} decimals, ${timeZone}`);
}
