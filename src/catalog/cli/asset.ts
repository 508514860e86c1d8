// `tributary asset add`: another asset beside the settlement asset, which cashback can be paid in.
import type { Command } from "commander";
import { wholeNumber } from "../../network/cli/network.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../platform/cli/shell.ts";
import { addAsset } from "../store/assets.ts";

interface Options {
  readonly network: string;
  readonly scale: number;
  readonly json?: boolean;
}

export function addAssetCommands(program: Command, shell: Shell): void {
  program
    .command("asset")
    .description("assets beside the settlement asset, such as points")
    .command("add")
    .description("add an asset; the same again does nothing")
    .argument("<code>", "like POINT")
    .option("--scale <decimals>", "its decimals", wholeNumber, 0)
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
