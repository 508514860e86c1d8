// `tributary network create`: a network with its settlement asset and time zone, which never change later.
import { type Command, InvalidArgumentError } from "commander";
import { createNetwork } from "../../database/networks.ts";
import { jsonOption, report, type Shell, withApp } from "../../platform/cli/shell.ts";

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
    .description("networks: each a platform's distributor tree with its catalogue, plans and books")
    .command("create")
    .description("create a network")
    .argument("<name>", "lower-case letters, digits, - and _, a letter first, at most 40")
    .option("--asset <code>", "the settlement asset", "CNY")
    .option("--scale <decimals>", "its decimals", wholeNumber, 2)
    .option("--time-zone <zone>", "whose days and months count", "Asia/Shanghai")
    .option(
      "--compliance-levels <levels>",
      "levels that plans may pay without a reason",
      wholeNumber,
      2,
    )
    .addOption(jsonOption())
    .action((name: string, options: Options) => run(shell, name, options));
}

async function run(shell: Shell, name: string, { json, ...settings }: Options): Promise<void> {
  const wanted = { name, ...settings };
  await withApp(shell, (app) => createNetwork(app.database, wanted));
  const { asset, scale, timeZone } = settings;
  report(shell, json, wanted, `network ${name}: ${asset} with ${scale} decimals, ${timeZone}`);
}

/** A number that an option takes; throws what commander tells the user. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is not a whole number.");
}
