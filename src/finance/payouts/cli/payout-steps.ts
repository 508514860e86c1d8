// `tributary payout list|request|approve|confirm|fail|cancel`: lists payouts, and changes one payout at a time.
import { type Command, Option } from "commander";
import type { Network } from "../../../database/database.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { printList } from "../../../platform/cli/print-list.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { netOf, type PayoutRow } from "../store/payout-row.ts";
import { PAYOUT_STATUSES, type PayoutStatus } from "../store/payout-status.ts";
import {
  approvePayout,
  cancelPayout,
  confirmPayout,
  failPayout,
  type Stepped,
} from "../store/payout-step.ts";
import { withTaxDue } from "../store/payout-tax.ts";
import { pagePayouts } from "../store/read-payouts.ts";
import { requestPayout } from "../store/request-payout.ts";

const COLUMNS = [
  ...["ref", "status", "payeeKind", "payee"],
  ...["amount", "fee", "tax", "net", "asset", "requestedBy"],
];

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

interface RequestOptions extends Options {
  readonly distributor?: string;
  readonly supplier?: string;
  readonly amount: string;
  readonly occurredAt?: number;
}

export function addPayoutSteps(payout: Command, shell: Shell): void {
  addList(payout, shell);
  step(
    payout,
    "request",
    "request a payout and hold its amount; repeating the same request changes nothing",
  )
    .option("--distributor <code>", "the payee, if it is a distributor")
    .option("--supplier <code>", "the payee, if it is a supplier")
    .requiredOption("--amount <amount>", "the amount before fee and tax")
    .option("--occurred-at <time>", "when it was requested (default: now)", instant)
    .action((ref: string, options: RequestOptions) =>
      tell(shell, options, async (network) => {
        const payee = { distributor: options.distributor, supplier: options.supplier };
        const text = { idempotencyKey: ref, ...payee, amount: options.amount };
        return requestPayout(network, text, options.occurredAt ?? Date.now());
      }),
    );
  step(payout, "approve", "approve a payout that the payee or another staff member requested")
    .option("--tax <amount>", "the expected tax; the approval is refused if the tax would differ")
    .action((ref: string, options: Options & { readonly tax?: string }) =>
      tell(shell, options, (network) =>
        rowOf(approvePayout(network, ref, Date.now(), options.tax)),
      ),
    );
  step(payout, "confirm", "record that the bank has paid it")
    .requiredOption("--reference <text>", "the bank's reference")
    .requiredOption("--occurred-at <time>", "when the bank paid", instant)
    .action((ref: string, options: Options & { reference: string; occurredAt: number }) => {
      const { reference, occurredAt } = options;
      return tell(shell, options, (network) =>
        rowOf(confirmPayout(network, ref, reference, occurredAt)),
      );
    });
  step(
    payout,
    "fail",
    "record that the bank has not paid it: the amount is available again, less what repays a debt",
  )
    .requiredOption("--reason <text>", "the reason, stored in the audit trail")
    .action((ref: string, options: Options & { readonly reason: string }) =>
      tell(shell, options, (network) =>
        rowOf(failPayout(network, ref, options.reason, Date.now())),
      ),
    );
  step(payout, "cancel", "cancel a payout that has not been sent").action(
    (ref: string, options: Options) =>
      tell(shell, options, (network) => rowOf(cancelPayout(network, ref, Date.now()))),
  );
}

function addList(payout: Command, shell: Shell): void {
  payout
    .command("list")
    .description("print the payouts in the order of their requests")
    .addOption(
      new Option("--status <status>", "only payouts with this status").choices(PAYOUT_STATUSES),
    )
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(({ network, status, json }: Options & { readonly status?: PayoutStatus }) =>
      withNetwork(shell, network, (one) =>
        printList(shell, one, json, {
          columns: COLUMNS,
          read: async (tx, page) =>
            withTaxDue(one, tx, await pagePayouts(tx, { status }, page), Date.now()),
          show: (row) => shown(row, one.settings.asset),
        }),
      ),
    );
}

function step(payout: Command, name: string, description: string): Command {
  return payout
    .command(name)
    .description(description)
    .argument("<ref>", "the ref of the payout")
    .addOption(networkOption())
    .addOption(jsonOption());
}

function instant(text: string): number {
  return parseInstant(text, "--occurred-at");
}

async function rowOf(stepped: Promise<Stepped>): Promise<PayoutRow> {
  return (await stepped).payout;
}

async function tell(
  shell: Shell,
  { network, json }: Options,
  take: (network: Network) => Promise<PayoutRow>,
): Promise<void> {
  await withNetwork(shell, network, async (one) => {
    const row = shown(await take(one), one.settings.asset);
    report(shell, json, { network, ...row }, `${network}: ${row.ref} is ${row.status}`);
  });
}

function shown(row: PayoutRow, { scale, code }: Asset) {
  const { ref, status, payee, amountMinor, feeMinor, taxMinor, requestedBy } = row;
  const money = (minor: bigint) => formatAmount(minor, scale);
  const whom = { payeeKind: payee.kind, payee: payee.code };
  const tax = taxMinor === null ? null : money(taxMinor);
  const sums = { amount: money(amountMinor), fee: money(feeMinor), tax, net: money(netOf(row)) };
  return { ref, status, ...whom, ...sums, asset: code, requestedBy };
}
