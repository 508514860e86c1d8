// `tributary adjustment post|approve|reject|list`: corrections by hand, each by two people.
import { type Command, Option } from "commander";
import { TEMPLATES } from "../engine/adjustment.ts";
import { approveAdjustment, rejectAdjustment } from "../finance/adjustment-decide.ts";
import { proposeAdjustment } from "../finance/adjustment-propose.ts";
import type { AdjustmentRow } from "../finance/adjustment-row.ts";
import { ADJUSTMENT_STATUSES, type AdjustmentStatus } from "../finance/adjustment-status.ts";
import type { AdjustmentText } from "../finance/adjustment-text.ts";
import { pageAdjustments } from "../finance/read-adjustments.ts";
import { formatAmount } from "../kernel/money.ts";
import { formatInstant } from "../kernel/time.ts";
import { printList } from "./print-list.ts";
import { jsonOption, networkOption, report, type Shell, withNetwork } from "./shell.ts";

const POST_HELP = `
Templates: ${TEMPLATES.join(", ")}.
REVERSAL takes back what --of names, the whole of it. Nothing is posted before somebody else approves it.`;

const COLUMNS = [
  ...["ref", "status", "template", "party", "amount", "asset"],
  ...["occurredAt", "proposedBy", "reference", "reason"],
];

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

export function addAdjustment(program: Command, shell: Shell): void {
  const adjustment = program
    .command("adjustment")
    .description("corrections by hand: proposed by one person, approved by another");
  addPost(adjustment, shell);
  addDecisions(adjustment, shell);
  adjustment
    .command("list")
    .description("print the adjustments in the order of the proposals")
    .addOption(new Option("--status <status>", "only these").choices(ADJUSTMENT_STATUSES))
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(({ network, status, json }: Options & { readonly status?: AdjustmentStatus }) =>
      withNetwork(shell, network, (one) =>
        printList(shell, one, json, {
          columns: COLUMNS,
          read: (tx, page) => pageAdjustments(tx, { status }, page),
          show: shown,
        }),
      ),
    );
}

type PostOptions = Options & Omit<AdjustmentText, "idempotencyKey">;

function addPost(adjustment: Command, shell: Shell): void {
  adjustment
    .command("post")
    .description("propose an adjustment; the same again does nothing")
    .argument("<key>", "its ref from then on")
    .requiredOption("--template <template>", "which accounts it debits and credits")
    .option("--distributor <code>", "whom it concerns")
    .option("--supplier <code>", "whom it concerns")
    .option("--buyer <code>", "whom it concerns")
    .option("--amount <amount>", "above 0; a REVERSAL has none")
    .option("--asset <code>", "with BUYER_WRITTEN_OFF (default: the settlement asset)")
    .option("--of <ref>", "the adjustment that it takes back, or whose money it explains")
    .requiredOption("--occurred-at <time>", "when it happened, like 2026-01-31T08:00:00+08:00")
    .option("--reference <text>", "what the bank calls it")
    .requiredOption("--reason <text>", "why; it is kept in the audit trail")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", POST_HELP)
    .action(async (idempotencyKey: string, { network, json, ...text }: PostOptions) => {
      const row = await withNetwork(shell, network, (one) =>
        proposeAdjustment(one, { idempotencyKey, ...text }, Date.now()),
      );
      tell(shell, network, json, row);
    });
}

function addDecisions(adjustment: Command, shell: Shell): void {
  adjustment
    .command("approve")
    .description("post what somebody else proposed")
    .argument("<ref>")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (ref: string, { network, json }: Options) => {
      const row = await withNetwork(shell, network, (one) => approveAdjustment(one, ref));
      tell(shell, network, json, row);
    });
  adjustment
    .command("reject")
    .description("have nothing posted of what was proposed")
    .argument("<ref>")
    .requiredOption("--reason <text>", "why; it is kept in the audit trail")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (ref: string, { network, json, reason }: Options & { reason: string }) => {
      const row = await withNetwork(shell, network, (one) =>
        rejectAdjustment(one, ref, reason, Date.now()),
      );
      tell(shell, network, json, row);
    });
}

function tell(shell: Shell, network: string, json: boolean | undefined, row: AdjustmentRow): void {
  const told = shown(row);
  report(shell, json, { network, ...told }, `${network}: ${row.ref} is ${row.status}`);
}

function shown({ ref, status, template, party, asset, amountMinor, ...row }: AdjustmentRow) {
  return {
    ref,
    status,
    template,
    party: party?.code ?? null,
    amount: formatAmount(amountMinor, asset.scale),
    asset: asset.code,
    occurredAt: formatInstant(row.occurredAt),
    proposedBy: row.proposedBy,
    reference: row.reference,
    reason: row.reason,
  };
}
