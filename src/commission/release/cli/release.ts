// `tributary release`: by hand what the server does by itself, making available what is due (T+N).
import type { Command } from "commander";
import { parseInstant } from "../../../kernel/time.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { release } from "../release.ts";

interface Options {
  readonly network: string;
  readonly until?: string;
  readonly json?: boolean;
}

export function addRelease(program: Command, shell: Shell): void {
  program
    .command("release")
    .description("make available what is due: shares that a plan holds back")
    .option("--until <time>", "ISO 8601 with an offset; default: now")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, until, json }: Options) => {
      const at = until === undefined ? Date.now() : parseInstant(until, "--until");
      const released = await withNetwork(shell, network, (one) => release(one, at));
      report(shell, json, { network, released }, `${network}: ${released} released`);
    });
}
