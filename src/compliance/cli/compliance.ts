// `tributary compliance`: reports how many levels up the orders of a period were paid, and who earns from downlines.
import type { Command } from "commander";
import type { Network } from "../../database/database.ts";
import type { Exact } from "../../kernel/exact.ts";
import { formatAmount } from "../../kernel/money.ts";
import { MEASURE } from "../../network/engine/articles.ts";
import {
  jsonOption,
  networkOption,
  type Shell,
  say,
  withNetwork,
} from "../../platform/cli/shell.ts";
import { type ComplianceReport, downlineRate, type Income, isAtMeasure } from "../engine/report.ts";
import { reportCompliance } from "../store/read-report.ts";

interface Options {
  readonly network: string;
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

/** Formats an amount in minor units for printing. */
type Print = (minor: bigint) => string;

export function addCompliance(program: Command, shell: Shell): void {
  program
    .command("compliance")
    .description("report how many levels up orders were paid, after refunds, and to whom")
    .requiredOption("--from <date>", "the first day, like 2026-01-01")
    .requiredOption("--to <date>", "the last day (included)")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network: name, from, to, json }: Options) => {
      await withNetwork(shell, name, async (network) => {
        const report = await reportCompliance(network, from, to);
        const lines = json ? [JSON.stringify(plain(network, report))] : told(network, report);
        for (const line of lines) say(shell, line);
      });
    });
}

function printer({ settings: { asset } }: Network): Print {
  return (minor) => formatAmount(minor, asset.scale);
}

function plain(network: Network, report: ComplianceReport): object {
  const print = printer(network);
  const income = ({ ownMinor, downlineMinor, ...rest }: Income) => {
    const share = downlineRate({ ownMinor, downlineMinor }).toFixed();
    const amounts = { own: print(ownMinor), downline: print(downlineMinor) };
    return { ...rest, ...amounts, downlineShare: share };
  };
  const amount = <T extends { amountMinor: bigint }>({ amountMinor, ...rest }: T) => {
    return { ...rest, amount: print(amountMinor) };
  };
  return {
    network: network.settings.name,
    ...report,
    asset: network.settings.asset.code,
    levels: report.levels.map(amount),
    income: income(report.income),
    distributors: report.distributors.map(income),
    pairs: report.pairs.map(amount),
    chains: report.chains.map((chain) => ({ ...chain, atMeasure: isAtMeasure(chain) })),
  };
}

function told(network: Network, report: ComplianceReport): string[] {
  const print = printer(network);
  const { levels, income, distributors, pairs, chains, chainsAtMeasure } = report;
  const { code } = network.settings.asset;
  const shared = (one: Income) => {
    return `${percent(downlineRate(one))} of ${print(one.ownMinor + one.downlineMinor)} ${code}`;
  };
  return [
    `${report.from} to ${report.to}: ${report.orders} orders, after refunds`,
    ...levels.map(
      ({ level, lines, amountMinor }) =>
        `level ${level}: ${lines} shares, ${print(amountMinor)} ${code}`,
    ),
    `income from downlines: ${shared(income)}`,
    "by distributor, the highest part first:",
    ...distributors.map((one) => `  ${one.distributor}: ${shared(one)}`),
    "largest payments for the sales of others:",
    ...pairs.map(
      ({ recipient, seller, amountMinor }) =>
        `  ${recipient} for ${seller}: ${print(amountMinor)} ${code}`,
    ),
    `chains of ${MEASURE.people} people or more in ${MEASURE.levels} levels or more: ${chainsAtMeasure}`,
    "largest paid chains:",
    ...chains.map(
      ({ recipient, people, levels }) => `  ${recipient}: ${people} people in ${levels} levels`,
    ),
  ];
}

function percent(rate: Exact): string {
  return `${rate.times(100).toFixed(4)} %`;
}
