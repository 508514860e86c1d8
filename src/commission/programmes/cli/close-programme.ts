// `tributary close programme`: closing a period, and the statement of what it came to.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { formatAmount } from "../../../kernel/money.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { closeProgramme } from "../store/close-programme.ts";
import { readStatement } from "../store/read-programme-statement.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

export function addCloseProgramme(close: Command, shell: Shell): void {
  close
    .command("programme")
    .description("make a volume bonus payable or receivable, with its statement")
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

/** Closes a period and says what it came to, in major units. */
async function closeAndTell(network: Network, programme: string, period: string) {
  const closed = await closeProgramme(network, programme, period, Date.now());
  const { scale } = network.settings.asset;
  const money = (minor: bigint) => formatAmount(minor, scale);
  const { closing, ...parts } = await network.read((tx) =>
    readStatement(tx, programme, closed.period, undefined),
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
