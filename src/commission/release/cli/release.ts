// `tributary release`: makes pending earnings that are due (T+N) available; a running server does this automatically.
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
    .description(
      "make pending earnings that are due available (a running server does this automatically)",
    )
    .option(
      "--until <time>",
      "due at or before this time, like 2026-01-31T08:00:00+08:00 (default: now)",
    )
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, until, json }: Options) => {
      const at = until === undefined ? Date.now() : parseInstant(until, "--until");
      const released = await withNetwork(shell, network, (one) => release(one, at));
      report(shell, json, { network, released }, `${network}: ${released} released`);
    });
}
