// `tributary reconcile differences`: what statements and the book do not agree on, and what became of it.
import { type Command, Option } from "commander";
import type { Network } from "../../../database/database.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { parsePeriod } from "../../../kernel/period.ts";
import { printList } from "../../../platform/cli/print-list.ts";
import { jsonOption, networkOption, type Shell, withNetwork } from "../../../platform/cli/shell.ts";
import { DIFFERENCE_STATUSES, type DifferenceStatus } from "../engine/side.ts";
import { countOpenOf, type DifferenceView, pageDifferences } from "../store/read-differences.ts";

const AMOUNTS = ["number", "amount", "fee"];
const COLUMNS = [
  ...["number", "status", "kind", "day", "amount", "fee", "source", "reference", "counterparty"],
  ...["memo", "movement", "explanation"],
];

interface Options {
  readonly network: string;
  readonly json?: boolean;
  readonly month?: string;
  readonly status?: DifferenceStatus;
}

export function addDifferences(reconcile: Command, shell: Shell): void {
  reconcile
    .command("differences")
    .description("print what differs, in the order in which it was found")
    .option("--month <month>", "only those dated in it, such as 2026-01")
    .addOption(new Option("--status <status>", "only these").choices(DIFFERENCE_STATUSES))
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nAmounts are theirs less ours. Exit code 3 if any are open.")
    .action(async ({ network, json, month: text, status }: Options) => {
      const month = text === undefined ? undefined : parsePeriod("MONTH", text, "--month");
      await withNetwork(shell, network, async (one) => {
        await printList(shell, one, json, {
          columns: COLUMNS,
          amounts: AMOUNTS,
          read: async (tx, page) => {
            const rows = await pageDifferences(tx, { month, status }, page);
            return rows.map((view) => ({ ...view, seq: view.id }));
          },
          show: (view) => shown(one, view),
        });
        if ((await one.read((tx) => countOpenOf(tx, month))) > 0) shell.exitCode = 3;
      });
    });
}

function shown({ settings: { asset } }: Network, view: DifferenceView) {
  const { id, status, kind, day, source, reference, counterparty, memo, movement } = view;
  const [amount, fee] = [view.amountMinor, view.feeMinor].map((minor) =>
    formatAmount(minor, asset.scale),
  );
  const explanation =
    view.note ?? view.correction ?? (view.counterpart === null ? null : `${view.counterpart}`);
  const texts = { source, reference, counterparty, memo, movement, explanation };
  return { number: String(id), status, kind, day, amount: amount!, fee: fee!, ...texts };
}
