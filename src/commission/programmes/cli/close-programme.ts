// `tributary close programme`: closes a period of a volume programme and prints its totals.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { group } from "../../../platform/cli/group.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { closeProgramme } from "../store/close-programme.ts";
import { readProgrammeStatement } from "../store/read-programme-statement.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

export function addCloseProgramme(program: Command, shell: Shell): void {
  group(program, "close", "close a period that has ended")
    .command("programme")
    .description("close a period of a volume programme: its bonus becomes payable or receivable")
    .argument("<code>", "the programme's code")
    .argument("<period>", "like 2026-01, 2026-Q1 or 2026")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (code: string, period: string, { network, json }: Options) => {
      const closed = await withNetwork(shell, network, (one) => closeAndTell(one, code, period));
      const lines = Object.entries(closed).map(([what, is]) => `  ${what.padEnd(11)} ${is}`);
      report(shell, json, closed, `${code} ${period} closed\n${lines.slice(2).join("\n")}`);
    });
}

/** Closes a period and returns its totals in major units. */
async function closeAndTell(network: Network, programme: string, period: string) {
  const closed = await closeProgramme(network, programme, period, Date.now());
  const { scale } = network.settings.asset;
  const money = (minor: bigint) => formatAmount(minor, scale);
  const { closing, ...parts } = await network.read((tx) =>
    readProgrammeStatement(tx, programme, closed.period, undefined),
  );
  const { volumeMinor, bonusMinor, shortfallMinor } = closing!;
  return {
    programme,
    period,
    transaction: closed.seq,
    volume: money(volumeMinor),
    opening: money(parts.openingMinor),
    orders: money(parts.ordersMinor),
    trueUps: money(parts.trueUpsMinor),
    refunds: money(parts.refundsMinor),
    closing: money(bonusMinor),
    shortfall: money(shortfallMinor),
    late: money(parts.lateMinor),
  };
}
