// `tributary close window`: closes the tier window of a month, which downgrades distributors.
import type { Command } from "commander";
import { group } from "../../../platform/cli/group.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { closeWindow } from "../store/close-window.ts";
import { findWindowCloses } from "../store/read-tiers.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

export function addCloseWindow(program: Command, shell: Shell): void {
  group(program, "close", "close a period that has ended")
    .command("window")
    .description(
      "close a month's tier window: downgrade distributors that missed their tier for too long",
    )
    .argument("<month>", "such as 2026-01; it must have ended, and months must be closed in order")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (month: string, { network, json }: Options) => {
      const closed = await withNetwork(shell, network, async (one) => {
        const seq = await closeWindow(one, month, Date.now());
        return (await one.read((tx) => findWindowCloses(tx, [seq])))[0]!;
      });
      const { seq, ladderVersion, downgraded } = closed;
      const result = { network, month, seq, ladder: ladderVersion, downgraded };
      report(shell, json, result, `${network}: ${month} is closed, ${downgraded} downgraded`);
    });
}
