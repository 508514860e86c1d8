// `tributary close window`: closing a month, which downgrades.
import type { Command } from "commander";
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

export function addCloseWindow(close: Command, shell: Shell): void {
  close
    .command("window")
    .description("close a month's window: downgrade whoever has missed its tier for too long")
    .argument("<month>", "such as 2026-01; it must have ended, and months close one after another")
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
