// `tributary asset add`: adds an asset in which cashback can be paid.
import type { Command } from "commander";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../platform/cli/shell.ts";
import { wholeNumber } from "../../platform/cli/whole-number.ts";
import { addAsset } from "../store/assets.ts";

interface Options {
  readonly network: string;
  readonly scale: number;
  readonly json?: boolean;
}

export function addAssetCommands(program: Command, shell: Shell): void {
  program
    .command("asset")
    .description("assets other than the settlement asset, such as points")
    .command("add")
    .description("add an asset; repeating the same command changes nothing")
    .argument("<code>", "like POINT")
    .option("--scale <decimals>", "number of decimals", wholeNumber, 0)
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (code: string, { network: name, scale, json }: Options) => {
      await withNetwork(shell, name, (network) => addAsset(network, { code, scale }, Date.now()));
      report(
        shell,
        json,
        { network: name, code, scale },
        `${name}: ${code} with ${scale} decimals`,
      );
    });
}
