// `tributary payout list|request|approve|confirm|fail|cancel`: payouts one by one.
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
  step(payout, "request", "hold what is to be paid; the same again does nothing")
    .option("--distributor <code>", "whom to pay")
    .option("--supplier <code>", "or whom to pay")
    .requiredOption("--amount <amount>", "before the fee")
    .option("--occurred-at <time>", "when it was asked for (default: now)", instant)
    .action((ref: string, options: RequestOptions) =>
      tell(shell, options, async (network) => {
        const payee = { distributor: options.distributor, supplier: options.supplier };
        const text = { idempotencyKey: ref, ...payee, amount: options.amount };
        return requestPayout(network, text, options.occurredAt ?? Date.now());
      }),
    );
  step(payout, "approve", "approve what somebody else of the staff, or the payee, asked for")
    .option("--tax <amount>", "refuse it where another tax would be withheld")
    .action((ref: string, options: Options & { readonly tax?: string }) =>
      tell(shell, options, (network) =>
        rowOf(approvePayout(network, ref, Date.now(), options.tax)),
      ),
    );
  step(payout, "confirm", "the bank has paid it")
    .requiredOption("--reference <text>", "what the bank calls it")
    .requiredOption("--occurred-at <time>", "when the bank paid", instant)
    .action((ref: string, options: Options & { reference: string; occurredAt: number }) => {
      const { reference, occurredAt } = options;
      return tell(shell, options, (network) =>
        rowOf(confirmPayout(network, ref, reference, occurredAt)),
      );
    });
  step(payout, "fail", "the bank has not paid it: it is there again, less what pays a debt")
    .requiredOption("--reason <text>", "why; it is kept")
    .action((ref: string, options: Options & { readonly reason: string }) =>
      tell(shell, options, (network) =>
        rowOf(failPayout(network, ref, options.reason, Date.now())),
      ),
    );
  step(payout, "cancel", "call it off, before it is sent").action((ref: string, options: Options) =>
    tell(shell, options, (network) => rowOf(cancelPayout(network, ref, Date.now()))),
  );
}

function addList(payout: Command, shell: Shell): void {
  payout
    .command("list")
    .description("print the payouts in the order of the requests")
    .addOption(new Option("--status <status>", "only these").choices(PAYOUT_STATUSES))
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
    .argument("<ref>")
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
